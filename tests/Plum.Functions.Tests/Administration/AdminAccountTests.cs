using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Administration;

/// <summary>How accounts are added, listed and edited, and who may.</summary>
public sealed partial class AdminAccountTests : IAsyncLifetime
{
    private PlumServer _server = null!;
    private Customer _root = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PlumServer.StartAsync();
        _root = await _server.SignUpAdminAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Lists_AreById_InPages_AndByStateOrRole()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await AddAsync(("login", $"sender {i:D2}"), ("pin", "1234"))).Status);
        }

        await _server.AnswerAsync(_root.PatchAsync("api/admin/accounts/sender17?state=suspended"));
        var expected = Enumerable
            .Range(0, 20)
            .Select(i => $"sender{i:D2}")
            .Prepend("root")
            .Prepend("demo")
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(expected, await IdsAsync("api/admin/accounts"));
        Assert.Equal(expected, await IdsAsync("api/admin/accounts?limit=7"));
        Assert.Equal(["root"], await IdsAsync("api/admin/accounts?role=admin"));
        Assert.Equal(["sender17"], await IdsAsync("api/admin/accounts?state=suspended&limit=1"));
        foreach (var query in new[] { "limit=0", "limit=1001", "cursor=!", "role=owner", "state=1" })
        {
            Assert.Equal(422, (await _root.GetAsync($"api/admin/accounts?{query}")).Status);
        }
    }

    [Fact]
    public async Task NewAccount_HasTheLimitsItWasGiven()
    {
        await AddAsync(("login", "ann"), ("pin", "12345"), ("calls_at_once", "10"), ("calls_per_second", "2"));

        var account = (await _root.GetAsync("api/admin/accounts/ann")).Json;
        Assert.Equal(10, account.GetProperty("calls_at_once").GetInt32());
        Assert.Equal(2, account.GetProperty("calls_per_second").GetInt32());
    }

    [Fact]
    public async Task Account_ShowsNoSecret_AndHasAVersion()
    {
        var key = (await AddAsync(("login", "ann"), ("pin", "12345"))).Json
            .GetProperty("response")
            .GetProperty("signing_key")
            .GetString()!;
        var shown = await _root.GetAsync("api/admin/accounts/ann");

        Assert.DoesNotContain(key, shown.Body);
        Assert.DoesNotContain("pin", shown.Body);
        Assert.Equal(412, (await PatchAsync("api/admin/accounts/ann?caller_id=6175550100", "\"other\"")).Status);
        var changed = await PatchAsync("api/admin/accounts/ann?caller_id=6175550100", shown.Header("ETag")!);
        Assert.Equal(200, changed.Status);
        Assert.Equal(changed.Header("ETag"), (await _root.GetAsync("api/admin/accounts/ann")).Header("ETag"));
        Assert.Equal(412, (await PatchAsync("api/admin/accounts/ann?caller_id=", shown.Header("ETag")!)).Status);

        Task<ApiReply> PatchAsync(string path, string version) =>
            _root.SendAsync(HttpMethod.Patch, path, null, ("If-Match", version));
    }

    [Fact]
    public async Task TakenNames_AreRefused()
    {
        await AddAsync(("login", "ann"), ("pin", "1234"), ("id", "first"));

        Assert.Equal(
            """422 {"login":["The login has already been taken."]}""",
            $"{await AddAsync(("login", "ann"), ("pin", "1234"))}");
        Assert.Equal(
            """422 {"id":["The id has already been taken."]}""",
            $"{await AddAsync(("login", "bob"), ("pin", "1234"), ("id", "first"))}");
        // the refused one left nothing behind
        Assert.Equal(200, (await AddAsync(("login", "bob"), ("pin", "1234"))).Status);
        Assert.Equal(
            """422 {"login":["The login has already been taken."]}""",
            $"{await _root.PatchAsync("api/admin/accounts/bob?login=ann")}");
        Assert.Equal(
            """422 {"id":["The id format is invalid."]}""",
            $"{await AddAsync(("login", "eve"), ("pin", "1234"), ("id", "all"))}");
        Assert.Equal(422, (await AddAsync(("login", "eve"), ("pin", "123"))).Status);
    }

    [Fact]
    public async Task Id_IsMadeOfTheLogin_OrDrawn()
    {
        Assert.Equal("annb", Id(await AddAsync(("login", "Ann.B"), ("pin", "1234"))));
        Assert.Matches("^annb[0-9a-f]{8}$", Id(await AddAsync(("login", "ann b"), ("pin", "1234"))));
        Assert.Matches("^[0-9a-f]{8}$", Id(await AddAsync(("login", "ключ"), ("pin", "1234"))));
    }

    [Fact]
    public async Task Login_MayBeGivenUp_AndTaken()
    {
        await AddAsync(("login", "ann"), ("pin", "1234"));
        Assert.Equal(200, (await _root.PatchAsync("api/admin/accounts/ann?login=anna")).Status);
        Assert.Equal(200, (await AddAsync(("login", "ann"), ("pin", "1234"), ("id", "other"))).Status);

        var accounts = _server.Services.GetRequiredService<AccountDirectory>();
        Assert.Equal("ann", (await accounts.FindByLoginAsync("anna", default))?.Id);
        Assert.Equal("other", (await accounts.FindByLoginAsync("ann", default))?.Id);
    }

    [Fact]
    public async Task RepeatedRequest_IsAnsweredFromTheAccountItself()
    {
        var first = await OnceAsync("1234");
        var again = await OnceAsync("1234");

        Assert.Equal(200, first.Status);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(422, (await AddAsync(("login", "ann"), ("pin", "1234"))).Status);
    }

    [Fact]
    public async Task RepeatedRequest_DoesNotShowAKeyThatTheSenderHasDrawn()
    {
        var first = (await OnceAsync("1234")).Json.GetProperty("response");
        await _server.Services.GetRequiredService<TokenTable>().AddAsync("ann", "ann's token", default);
        using var ann = new Customer(_server.NewClient("ann's token"), "ann");
        Assert.Equal(200, (await ann.PostAsync("api/account/signing-key")).Status);

        var again = (await OnceAsync("1234")).Json.GetProperty("response");
        Assert.Equal("ann", again.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("signing_key").ValueKind);
        Assert.Equal(64, first.GetProperty("signing_key").GetString()!.Length);

        // The key is forgotten by then: these are other requests, for a login that is taken.
        await _server.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.Equal("""422 {"login":["The login has already been taken."]}""", $"{await OnceAsync("1234")}");
        Assert.Equal(422, (await OnceAsync("other PIN")).Status);
    }

    /// <summary>What a crash left of an account without id: the login's claim, which leads nowhere.</summary>
    [Fact]
    public async Task BrokenOffAddition_IsTakenUpByTheNext()
    {
        var rows = _server.Services.GetRequiredService<AccountTable>();
        Assert.True(await new LoginClaims(rows, _server.Time).TryTakeAsync("ann", "drawn1", default));

        // it might still be on its way
        Assert.Equal(422, (await AddAsync(("login", "ann"), ("pin", "1234"), ("id", "other"))).Status);
        Assert.Equal("drawn1", Id(await AddAsync(("login", "ann"), ("pin", "1234"))));

        Assert.True(await new LoginClaims(rows, _server.Time).TryTakeAsync("bob", "drawn2", default));
        await _server.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("other", Id(await AddAsync(("login", "bob"), ("pin", "1234"), ("id", "other"))));
        // old, but in use
        Assert.False(await new LoginClaims(rows, _server.Time).TryTakeAsync("ann", "other", default));
    }

    [Fact]
    public async Task Routes_AreForAdminsAlone()
    {
        using var sender = await Customer.SignUpAsync(_server);
        foreach (var route in Routes.All.Where(
            route => route.Template.StartsWith("api/admin", StringComparison.Ordinal)))
        {
            var path = route.Path(_ => sender.Account);
            var reply = await sender.SendAsync(new(route.Method), path, null);
            var stranger = await _server.SendAsync(path, null, new(route.Method));
            var missing = await _root.SendAsync(new(route.Method), route.Path(_ => "nobody"), null);

            Assert.Equal((403, 401), (reply.Status, stranger.Status));
            Assert.True(missing.Status == 404 || !route.Parameters.Any(), $"{route}: {missing}");
        }
    }

    private async Task<ApiReply> OnceAsync(string pin)
    {
        using var form = Customer.Form(("login", "ann"), ("pin", pin));
        return await _root.SendAsync(HttpMethod.Post, "api/admin/accounts", form, ("Idempotency-Key", "ann"));
    }

    private Task<ApiReply> AddAsync(params (string, string)[] fields) => _root.PostAsync("api/admin/accounts", fields);

    private static string Id(ApiReply reply) => reply.Json.GetProperty("response").GetProperty("id").GetString()!;

    private async Task<IReadOnlyList<string>> IdsAsync(string? path)
    {
        var ids = new List<string>();
        while (path is not null)
        {
            var reply = await _root.GetAsync(path);
            ids.AddRange(reply.Json.EnumerateArray().Select(account => account.GetProperty("id").GetString()!));
            path = reply.Header("Link") is { } link ? Address().Match(link).Groups[1].Value : null;
        }

        return ids;
    }

    [GeneratedRegex("<(.+?)>")]
    private static partial Regex Address();
}
