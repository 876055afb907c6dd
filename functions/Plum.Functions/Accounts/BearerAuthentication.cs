using Microsoft.AspNetCore.Http;
using Plum.Functions.Accounts.Tokens;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Finds the account a request acts for by its bearer token.</summary>
/// <remarks>
/// Found tokens are remembered for half a minute, so a busy client costs no lookup a request and a deleted token ends
/// soon in other processes; in this one it ends at once. A token expires to the instant.
/// </remarks>
public sealed class BearerAuthentication(TokenTable tokens, TokenUses uses, KnownAccounts accounts, TimeProvider time)
{
    private readonly Remembered<string, KnownToken> _remembered = new(time, TimeSpan.FromSeconds(30));

    /// <summary>Whether the request carries a valid token of an account that may be used.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpRequest http, CancellationToken ct)
    {
        var now = time.Now();
        if (TokenOf(http) is not { } token
            || await FindAsync(TokenTable.Hash(token), ct) is not { } known
            || known.Token?.IsExpired(now) == true
            || await accounts.FindAsync(known.Account, ct) is not { } account)
        {
            return Admission.Refused.Answer;
        }

        var admission = Admission.Of(account, known.By);
        if (admission is Admission.Granted)
        {
            uses.Note(known, now);
        }

        return admission;
    }

    /// <summary>Ends a token that has been deleted.</summary>
    /// <param name="hash">Its SHA-256 as lower-case hexadecimal digits.</param>
    public void Forget(string hash) => _remembered.Forget(hash);

    private static string? TokenOf(HttpRequest http)
    {
        var header = http.Headers.Authorization;
        return header is [{ Length: > 7 and < 1024 } value]
            && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;
    }

    private ValueTask<KnownToken?> FindAsync(byte[] hash, CancellationToken ct)
    {
        var key = Convert.ToHexStringLower(hash);
        return _remembered.FindAsync(key, () => ReadAsync(key, hash), ct);
    }

    /// <summary>
    /// Reads the token again, or for the first time. Whose it is, once known, needs not be asked again.
    /// </summary>
    private async Task<KnownToken?> ReadAsync(string key, byte[] hash)
    {
        var known = _remembered.Last(key);
        var read = known is { Token: { } token }
            ? await tokens.FindAsync(known.Account, token.Id, hash, default)
            : await tokens.FindAsync(hash, default);
        if (read is null || _remembered.Last(key) is not { } earlier)
        {
            return read;
        }

        earlier.Use.Learn(read.Use);
        return read with { Use = earlier.Use };
    }
}
