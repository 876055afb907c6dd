using System.Text.Json;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Core.Validation;

namespace Plum.Functions.Accounts;

/// <summary>
/// The account that administers the service until it has made others. Settings <c>Plum:FirstAdmin</c>; without them
/// there is none.
/// </summary>
public sealed class FirstAdminOptions
{
    public const string Section = "Plum:FirstAdmin";

    public string? Login { get; set; }

    /// <summary>For the first start: who has signed in may change it.</summary>
    public string? Pin { get; set; }

    public bool IsSet => Login is { Length: > 0 } || Pin is { Length: > 0 };
}

/// <summary>Stops the start on a value that cannot be, by the rules of every account, and names its setting.</summary>
internal sealed class FirstAdminOptionsCheck : IValidateOptions<FirstAdminOptions>
{
    public ValidateOptionsResult Validate(string? name, FirstAdminOptions options)
    {
        var faults = options.IsSet ? Faults(options).ToList() : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    // The messages name the field and not its value: a PIN is a secret, right or wrong.
    private static IEnumerable<string> Faults(FirstAdminOptions options)
    {
        var fields = new FieldReader(field => field switch
        {
            "login" => JsonSerializer.SerializeToElement(options.Login),
            "pin" => JsonSerializer.SerializeToElement(options.Pin),
            _ => null,
        });
        _ = AccountEdit.Read(fields);
        return from fault in fields.Errors.Messages
               from message in fault.Value
               select $"{FirstAdminOptions.Section}:{char.ToUpperInvariant(fault.Key[0])}{fault.Key[1..]}: {message}";
    }
}
