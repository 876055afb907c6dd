using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Core.Validation;

namespace Plum.Core.Accounts;

/// <summary>What an admin's request says about an account. What it does not mention stays as it is.</summary>
/// <param name="ChangesCallerId">Whether the caller id was mentioned; an empty one takes it away.</param>
public sealed record AccountEdit(
    string? Login,
    string? Pin,
    bool ChangesCallerId,
    string? CallerId,
    string? TimeZone,
    AccountRole? Role,
    AccountState? State)
{
    public const string PinField = "pin";
    public const string StateField = "state";

    public const int MinPinLength = 4;

    public const string GatewayField = "gateway";

    private const string OwnedField = "caller_ids";

    public Mention<IReadOnlyList<string>> CallerIds { get; private init; }

    public Mention<string> Gateway { get; private init; }

    public Mention<int?> CallsAtOnce { get; private init; }

    public Mention<int?> CallsPerSecond { get; private init; }

    public Mention<int?> CallerIdCallsAtOnce { get; private init; }

    public Mention<int?> CallerIdCallsPerSecond { get; private init; }

    public const int MostCalls = 1_000_000;

    private static readonly string[] Limits =
        ["calls_at_once", "calls_per_second", "caller_id_calls_at_once", "caller_id_calls_per_second"];

    // Of these there is always one, so an empty one is a mistake.
    private static readonly string[] Lasting = ["login", PinField, "time_zone", "role", StateField];

    /// <summary>Every field of an account that an admin may set.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        [.. Lasting, "caller_id", OwnedField, GatewayField, .. Limits];

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
            OneOf<AccountState>(fields, "state"))
        {
            CallerIds = CallerIdPool.Read(fields, OwnedField),
            Gateway = new(fields.Has(GatewayField), fields.Text(GatewayField, 40)),
            CallsAtOnce = Limit(fields, Limits[0]),
            CallsPerSecond = Limit(fields, Limits[1]),
            CallerIdCallsAtOnce = Limit(fields, Limits[2]),
            CallerIdCallsPerSecond = Limit(fields, Limits[3]),
        };
    }

    /// <summary>Whether its campaigns have something to see.</summary>
    public bool ChangesCalls =>
        State is not null || Gateway.IsThere || ChangesCallerIds || CallsAtOnce.IsThere || CallsPerSecond.IsThere
        || CallerIdCallsAtOnce.IsThere || CallerIdCallsPerSecond.IsThere;

    /// <summary>Whether calls given out may not show any more what they would.</summary>
    public bool ChangesCallerIds => ChangesCallerId || CallerIds.IsThere;

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
            CallsAtOnce = CallsAtOnce.Or(account.CallsAtOnce),
            CallsPerSecond = CallsPerSecond.Or(account.CallsPerSecond),
            CallerIdCallsAtOnce = CallerIdCallsAtOnce.Or(account.CallerIdCallsAtOnce),
            CallerIdCallsPerSecond = CallerIdCallsPerSecond.Or(account.CallerIdCallsPerSecond),
        };
        var outdates = edited.Gateway != account.Gateway || !edited.ShowsAs(account);
        edited = edited with { Resumptions = account.Resumptions + (outdates ? 1 : 0) };
        return edited.With(State);
    }

    /// <summary>Without the PIN, which must not reach a log by way of a message.</summary>
    public override string ToString() => $"edit of account {Login}";

    private static Mention<int?> Limit(FieldReader fields, string field) =>
        new(fields.Has(field), (int?)fields.WholeNumber(field, 1, MostCalls));

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
