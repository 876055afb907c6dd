using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Accounts.Tokens;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// What another process on a server's storage knows of tokens, accounts and logins: only what it has read itself.
/// </summary>
internal sealed class OtherProcess
{
    private readonly BearerAuthentication _tokens;

    public OtherProcess(PlumServer plum)
    {
        var (tables, hasher) = (
            plum.Services.GetRequiredService<TableServiceClient>(),
            plum.Services.GetRequiredService<IPasswordHasher<string>>());
        var table = new AccountTable(tables, plum.Time);
        var accounts = new AccountDirectory(table, plum.Services.GetRequiredService<KeySeal>(), hasher, plum.Time);
        var tokens = new TokenTable(tables, table, plum.Time);
        Uses = new(tokens, NullLogger<TokenUses>.Instance);
        var known = new KnownAccounts(accounts, plum.Time);
        _tokens = new(tokens, Uses, known, plum.Time);
        Logins = new(accounts, known, new(table, plum.Time), hasher, plum.Time, NullLogger<LoginCheck>.Instance);
    }

    public TokenUses Uses { get; }

    public LoginCheck Logins { get; }

    /// <summary>What a request with this token is told there.</summary>
    public async Task<Admission> AdmitAsync(string token)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = $"Bearer {token}";
        return await _tokens.AdmitAsync(http.Request, default);
    }
}
