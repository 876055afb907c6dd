using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>Audit logs and administration, each in one line of a test.</summary>
internal static class Logs
{
    /// <summary>
    /// The log of the customer's account, newest first: who, what was done to what, from what to what.
    /// </summary>
    public static async Task<IReadOnlyList<string>> LogAsync(this Customer customer, string path = "api/audit") =>
        [.. (await customer.GetAsync(path)).Json.EnumerateArray().Select(Line)];

    public static string Line(JsonElement entry) =>
        $"{entry.GetProperty("by")}: {entry.GetProperty("action")} {entry.GetProperty("what")} "
            + $"{entry.GetProperty("changes").GetRawText()}";

    /// <summary>An account that administrates, with a token of its own.</summary>
    public static async Task<Customer> SignUpAdminAsync(this PlumServer server, string id = "root")
    {
        var accounts = server.Services.GetRequiredService<AccountDirectory>();
        var account = new NewAccount(id, id, "1234", new(), AccountRole.Admin);
        Assert.Equal(Addition.Added, await accounts.AddAsync(Caller.Service(id), account, default));
        var token = Guid.NewGuid().ToString();
        await server.Services.GetRequiredService<TokenTable>().AddAsync(id, token, default);
        return new(server.NewClient(token), id);
    }
}
