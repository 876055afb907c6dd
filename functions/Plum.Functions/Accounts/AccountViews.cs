using Plum.Core.Accounts;
using Plum.Core.Times;
using Plum.Core.Validation;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Accounts as the interface shows them: never the PIN's hash, nor the signing key.</summary>
internal static class AccountViews
{
    public static void Write(Utf8Json json, Account account)
    {
        json.WriteString("id", account.Id);
        json.WriteString("login", account.Login);
        json.WriteString("caller_id", account.CallerId);
        json.WriteStrings("caller_ids", account.CallerIds);
        json.WriteString("gateway", account.Gateway);
        json.WriteString("time_zone", account.TimeZone);
        json.WriteString("role", account.Role.Lower());
        json.WriteString("state", account.State.Lower());
        json.WriteBoolean("calls_suspended", account.CallsSuspended);
        json.WriteNumber("calls_at_once", account.CallsAtOnce);
        json.WriteNumber("calls_per_second", account.CallsPerSecond);
        json.WriteNumber("caller_id_calls_at_once", account.CallerIdCallsAtOnce);
        json.WriteNumber("caller_id_calls_per_second", account.CallerIdCallsPerSecond);
        json.WriteString("created_at", Eastern.Show(account.CreatedAt));
    }

    public static string Version(Account account) => Versions.Of(account, StoredJson.Default.Account);
}
