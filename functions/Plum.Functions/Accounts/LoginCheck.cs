namespace Plum.Functions.Accounts;

/// <summary>Tells whether a login and a PIN belong together, at the same cost whatever is wrong with them.</summary>
public sealed class LoginCheck(AccountDirectory accounts)
{
    public async Task<LoginAnswer> CheckAsync(string login, string pin, CancellationToken ct) =>
        await accounts.FindByLoginAsync(login, ct) is { } account && AccountDirectory.IsPin(account, pin)
            ? new LoginAnswer.Right(account)
            : LoginAnswer.Wrong.Answer;
}
