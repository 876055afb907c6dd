using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Core.Validation;

namespace Plum.Core.Accounts;

/// <summary>What an admin's request says about an account. What it does not mention stays as it is.</summary>
/// <param name="ChangesCallerId">Whether the caller id was mentioned; an empty one takes it away.</param>
/// <param name="ChangesCallsAtOnce">Likewise, with the limit.</param>
/// <param name="ChangesCallsPerSecond">Likewise.</param>
public sealed record AccountEdit(
    string? Login,
    string? Pin,
    bool ChangesCallerId,
    string? CallerId,
    string? TimeZone,
    AccountRole? Role,
    AccountState? State,
    bool ChangesCallsAtOnce,
    int? CallsAtOnce,
    bool ChangesCallsPerSecond,
    int? CallsPerSecond)
{
    public const string PinField = "pin";
    public const string StateField = "state";

    public const int MinPinLength = 4;

    public const string GatewayField = "gateway";

    private const string OwnedField = "caller_ids";

    public Mention<IReadOnlyList<string>> CallerIds { get; private init; }

    public Mention<string> Gateway { get; private init; }

    private const string CallsAtOnceField = "calls_at_once";
    private const string CallsPerSecondField = "calls_per_second";
    public const int MostCalls = 1_000_000;

    // Of these there is always one, so an empty one is a mistake.
    private static readonly string[] Lasting = ["login", PinField, "time_zone", "role", StateField];

    /// <summary>Every field of an account that an admin may set.</summary>
    public static IReadOnlyList<string> Fields { get; } = [.. Lasting, "caller_id", OwnedField, GatewayField, CallsAtOnceField, CallsPerSecondField];

    /// <summary>Reads the fields of a request; the reader notes what is wrong with them.</summary>
    public static AccountEdit Read(FieldReader fields)
    {
        foreach (var name in Lasting.Where(fields.Has))
        {
            fields.Require(name);
        }

        return new(
            ReadLogin(fields),
            ReadPin(fields),
            fields.Has("caller_id"),
            Fitting(fields, "caller_id", AccountSettings.IsCallerId, ValidationTexts.Format),
            Fitting(fields, "time_zone", AccountSettings.IsTimeZone, ValidationTexts.Invalid),
            OneOf<AccountRole>(fields, "role"),
            OneOf<AccountState>(fields, "state"),
            fields.Has(CallsAtOnceField),
            (int?)fields.WholeNumber(CallsAtOnceField, 1, MostCalls),
            fields.Has(CallsPerSecondField),
            (int?)fields.WholeNumber(CallsPerSecondField, 1, MostCalls))
        {
            CallerIds = CallerIdPool.Read(fields, OwnedField),
            Gateway = new(fields.Has(GatewayField), fields.Text(GatewayField, 40)),
        };
    }

    /// <summary>Whether its campaigns have something to see.</summary>
    public bool ChangesCalls => State is not null || Gateway.IsThere || ChangesCallsAtOnce || ChangesCallsPerSecond;

    public AccountSettings Settings => new(
        CallerId, TimeZone ?? AccountSettings.DefaultTimeZone, CallerIds: CallerIds.Value, Gateway: Gateway.Value);

    /// <param name="pinHash">Of the new PIN, if there is one.</param>
    public Account ApplyTo(Account account, string? pinHash)
    {
        var edited = account with
        {
            Login = Login ?? account.Login,
            PinHash = pinHash ?? account.PinHash,
            CallerId = ChangesCallerId ? CallerId : account.CallerId,
            TimeZone = TimeZone ?? account.TimeZone,
            Role = Role ?? account.Role,
            CallerIds = CallerIds.Or(account.CallerIds),
            Gateway = Gateway.Or(account.Gateway),
            CallsAtOnce = ChangesCallsAtOnce ? CallsAtOnce : account.CallsAtOnce,
            CallsPerSecond = ChangesCallsPerSecond ? CallsPerSecond : account.CallsPerSecond,
        };
        edited = edited with { Resumptions = account.Resumptions + (edited.Gateway == account.Gateway ? 0 : 1) };
        return edited.With(State);
    }

    /// <summary>Without the PIN, which must not reach a log by way of a message.</summary>
    public override string ToString() => $"edit of account {Login}";

    // A colon would end the login where it is sent over HTTP Basic.
    private static string? ReadLogin(FieldReader fields) => Fitting(
        fields, "login", login => !login.Contains(':'), ValidationTexts.Format, Credentials.MaxLoginLength);

    private static string? ReadPin(FieldReader fields) => Fitting(
        fields,
        PinField,
        pin => pin.Length >= MinPinLength,
        field => ValidationTexts.MinCharacters(field, MinPinLength),
        Credentials.MaxPinLength);

    private static string? Fitting(
        FieldReader fields, string field, Func<string, bool> fits, Func<string, string> fault, int maxCharacters = 64)
    {
        var text = fields.Text(field, maxCharacters);
        if (text is null || fits(text))
        {
            return text;
        }

        fields.Errors.Add(field, fault);
        return null;
    }

    private static T? OneOf<T>(FieldReader fields, string field)
        where T : struct, Enum =>
        fields.OneOf(field, EnumNames.All<T>()) is { } name
            ? Enum.Parse<T>(name, ignoreCase: true)
            : null;
}
