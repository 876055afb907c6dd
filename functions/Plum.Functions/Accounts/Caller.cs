using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>Who makes a request, and which account it is about.</summary>
/// <param name="Account">The id of the account that is read or changed.</param>
/// <param name="By">Who it is, as the audit log names them: <c>token 3 (nightly import)</c>, <c>login demo</c>.</param>
public sealed record Caller(string Account, string By)
{
    /// <summary>Who sent this account's login and PIN.</summary>
    public static Caller Of(Account account) => new(account.Id, $"login {account.Login}");

    /// <summary>
    /// The caller as an admin who is about to see or change another account, whose log names them with their own.
    /// </summary>
    public Caller For(string account) =>
        account == Account ? this : this with { Account = account, By = $"admin {Account}, {By}" };

    /// <summary>The service itself, when it does what no user asked for just now.</summary>
    public static Caller Service(string account) => new(account, "service");
}
