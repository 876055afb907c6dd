using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Plum.Functions.Accounts;

/// <summary>Finds the account a request acts for by its bearer token.</summary>
/// <remarks>
/// Found tokens are remembered for half a minute, so a busy client costs no lookup a request and a revoked token ends soon.
/// </remarks>
public sealed class BearerAuthentication(TokenTable tokens, KnownAccounts accounts, TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new();

    /// <summary>Whether the request carries a valid token of an account that may be used.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpRequest http, CancellationToken ct)
    {
        if (TokenOf(http) is not { } token
            || await FindAsync(TokenTable.Hash(token), ct) is not { } caller
            || await accounts.FindAsync(caller.Account, ct) is not { } account)
        {
            return Admission.Refused.Answer;
        }

        return Admission.Of(account, caller.By);
    }

    private async ValueTask<Caller?> FindAsync(byte[] hash, CancellationToken ct)
    {
        var key = Convert.ToHexStringLower(hash);
        if (_remembered.TryGetValue(key, out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Caller;
        }

        return await tokens.AccountOfAsync(hash, ct) is { } account ? Remember(key, new(account, "token development")) : null;
    }

    private static string? TokenOf(HttpRequest http)
    {
        var header = http.Headers.Authorization;
        return header is [{ Length: > 7 and < 1024 } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;
    }

    private Caller Remember(string key, Caller caller)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[key] = new(caller, time.GetUtcNow() + Memory);
        return caller;
    }

    private readonly record struct Remembered(Caller Caller, DateTimeOffset Until);
}
