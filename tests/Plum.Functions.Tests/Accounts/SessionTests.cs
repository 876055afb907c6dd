using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Sessions of the console: a cookie that ends in time, and changes that only its own page can make.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly ManualTime _wall = new(new(2026, 11, 23, 14, 0, 0, TimeSpan.Zero));
    private PlumServer _plum = null!;

    public async ValueTask InitializeAsync() => _plum = await PlumServer.StartAsync(new()
    {
        Settings = new Dictionary<string, string?>
        {
            ["Plum:FirstAdmin:Login"] = "boss",
            ["Plum:FirstAdmin:Pin"] = "97531",
            ["Plum:Outbound:CheckUrls"] = "false",
        },
        Services =
            services => services.Replace(ServiceDescriptor.KeyedSingleton<TimeProvider>(SessionCookies.Clock, _wall)),
    });

    public ValueTask DisposeAsync() => _plum.DisposeAsync();

    [Fact]
    public async Task Session_IsLetInWhereATokenIs_AndIsItsLogin()
    {
        using var page = await SignInAsync();

        Assert.Equal(200, (await page.PostAsync("api/schedules", ("days", """["mon"]"""))).Status);
        Assert.Equal(200, (await page.GetAsync("api/tokens")).Status);
        Assert.Equal(200, (await page.GetAsync("api/volume/20211201/20211231/month/ALL")).Status);
        Assert.Contains("\"by\":\"login demo\"", (await page.GetAsync("api/audit")).Body);
        Assert.Equal(403, (await page.GetAsync("api/admin/accounts")).Status);
    }

    [Theory]
    [InlineData("demo", "4321")]
    [InlineData("nobody", "1234")]
    [InlineData("", "")]
    public async Task SignIn_IsRefused_ToAWrongPin(string login, string pin)
    {
        using var stranger = _plum.NewClient();

        var (reply, cookie) = await PostAsync(stranger, login, pin);

        Assert.Equal(
            (401, """{"status":"error","error":"The login or PIN is wrong."}""", null),
            ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(), cookie));
    }

    [Fact]
    public async Task SignIn_IsLocked_AfterTenWrongPins()
    {
        using var stranger = _plum.NewClient();
        for (var i = 0; i < 10; i++)
        {
            await PostAsync(stranger, "demo", $"{i}");
        }

        var (reply, cookie) = await PostAsync(stranger, "demo", "1234");

        Assert.Equal((429, null), ((int)reply.StatusCode, cookie));
        Assert.Equal(TimeSpan.FromMinutes(15), reply.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(null, null, "; path=/; samesite=strict; httponly")]
    [InlineData("plum.example.com", null, "; path=/; secure; samesite=strict; httponly")]
    // the Functions host in front of its worker
    [InlineData("127.0.0.1", "https", "; path=/; secure; samesite=strict; httponly")]
    public async Task Cookie_IsStrict_AndSecureOutsideLoopback(string? host, string? scheme, string attributes)
    {
        using var client = _plum.NewClient();
        client.DefaultRequestHeaders.Host = host;
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);

        var (_, cookie) = await PostAsync(client, "demo", "1234");

        Assert.EndsWith(attributes, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("demo", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000")]
    public async Task Change_IsRefused_WithoutTheSessionsToken(string? token)
    {
        using var page = await SignInAsync();
        page.Http.DefaultRequestHeaders.Remove(SessionCookies.TokenHeader);
        page.Http.DefaultRequestHeaders.Add(SessionCookies.TokenHeader, token);

        Assert.Equal(403, (await page.PostAsync("api/schedules", ("days", """["mon"]"""))).Status);
        Assert.Equal(403, (await page.DeleteAsync("api/session")).Status);
        Assert.Equal("[]", (await page.GetAsync("api/schedules")).Body);
    }

    [Fact]
    public async Task Change_IsRefused_WithTheTokenOfAnotherSession()
    {
        using var page = await SignInAsync();
        using var other = await SignInAsync();
        page.Http.DefaultRequestHeaders.Remove(SessionCookies.TokenHeader);
        page.Http.DefaultRequestHeaders.Add(
            SessionCookies.TokenHeader, other.Http.DefaultRequestHeaders.GetValues(SessionCookies.TokenHeader));

        Assert.Equal(403, (await page.PostAsync("api/schedules", ("days", """["mon"]"""))).Status);
    }

    [Fact]
    public async Task AuthorizationHeader_WinsOverACookie()
    {
        using var page = await SignInAsync();
        page.Http.DefaultRequestHeaders.Authorization = new("Bearer", "plum_wrong");

        Assert.Equal(401, (await page.GetAsync("api/schedules")).Status);
    }

    [Theory]
    [InlineData(119, 200)]
    [InlineData(120, 401)]
    public async Task Session_Ends_WhenNobodyUsesIt(int minutes, int status)
    {
        using var page = await SignInAsync();

        _wall.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(status, (await page.GetAsync("api/session")).Status);
        Assert.Equal(status, (await page.GetAsync("api/schedules")).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 401)]
    public async Task Session_LastsWhileItIsUsed_WhichARefreshIsNot(bool refresh, int status)
    {
        using var page = await SignInAsync();
        _wall.Advance(TimeSpan.FromMinutes(90));

        var reply = await page.SendAsync(
            HttpMethod.Get, "api/schedules", null, refresh ? [(SessionCookies.RefreshHeader, "1")] : []);
        page.Take(reply.Header("Set-Cookie"));
        _wall.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(status, (await page.GetAsync("api/schedules")).Status);
    }

    [Fact]
    public async Task Session_EndsAfterTwelveHours_UsedOrNot()
    {
        using var page = await SignInAsync();
        for (var hour = 1; hour < 12; hour++)
        {
            _wall.Advance(TimeSpan.FromHours(1));
            var reply = await page.GetAsync("api/schedules");
            Assert.Equal(200, reply.Status);
            page.Take(reply.Header("Set-Cookie"));
        }

        _wall.Advance(TimeSpan.FromHours(1));

        Assert.Equal(401, (await page.GetAsync("api/schedules")).Status);
    }

    [Fact]
    public async Task NewPin_SignsOutEverywhere_AndLeavesTokens()
    {
        using var page = await SignInAsync();
        using var other = await SignInAsync();
        using var boss = await SignInAsync("boss", "97531");

        Assert.Equal(200, (await boss.SendAsync(
            HttpMethod.Patch, "api/admin/accounts/demo", JsonContent.Create(new { pin = "8642" }))).Status);

        Assert.Equal(
            (401, 401), ((await page.GetAsync("api/schedules")).Status, (await other.GetAsync("api/session")).Status));
        Assert.Equal(200, (await boss.GetAsync("api/schedules")).Status);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await _plum.Client.GetAsync("api/schedules")).StatusCode);
    }

    [Fact]
    public async Task SuspendedAccount_IsRefused()
    {
        using var page = await SignInAsync();
        using var boss = await SignInAsync("boss", "97531");

        await _plum.AnswerAsync(boss.SendAsync(
            HttpMethod.Patch, "api/admin/accounts/demo", JsonContent.Create(new { state = "suspended" })));

        Assert.Equal(403, (await page.GetAsync("api/schedules")).Status);
    }

    [Fact]
    public async Task SignOut_TakesTheCookieAway()
    {
        using var page = await SignInAsync();

        var reply = await page.DeleteAsync("api/session");

        Assert.Equal(200, reply.Status);
        Assert.Contains("expires=Thu, 01 Jan 1970", reply.Header("Set-Cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_EndsTheSession_AlsoForACopyOfItsCookie_AndNoOther()
    {
        using var page = await SignInAsync();
        using var copy = await SignInAsync();
        using var other = await SignInAsync();
        copy.Take(page.Http.DefaultRequestHeaders.GetValues("Cookie").Single());
        var log = (await other.GetAsync("api/audit")).Body;

        Assert.Equal(200, (await page.DeleteAsync("api/session")).Status);

        Assert.Equal(
            (401, 401), ((await copy.GetAsync("api/session")).Status, (await copy.GetAsync("api/schedules")).Status));
        Assert.Equal(
            (200, 200), ((await other.GetAsync("api/session")).Status, (await other.GetAsync("api/schedules")).Status));
        Assert.Equal(log, (await other.GetAsync("api/audit")).Body);
        await _plum.RestartAsync();
        Assert.Equal(
            (401, 200), ((await copy.GetAsync("api/session")).Status, (await other.GetAsync("api/session")).Status));
    }

    [Fact]
    public async Task SignOut_IsKnownToOtherProcesses_AfterHalfAMinute()
    {
        using var processes = await LoginProcesses.StartAsync();
        var (here, there) = (processes.Another(), processes.Another());
        var cookie = Begin(here, (await here.Accounts.FindAsync("demo", default))!);
        Assert.NotNull(await there.Sessions.FindAsync(Request(cookie), default));

        await here.Sessions.EndAsync(Request(cookie), Caller.Service("demo"), default);

        Assert.Null(await here.Sessions.FindAsync(Request(cookie), default));
        processes.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await there.Sessions.FindAsync(Request(cookie), default));
    }

    [Fact]
    public async Task WebServices_TakeASession_InPlaceOfLoginAndPin()
    {
        using var page = await SignInAsync();

        var one = await page.PostAsync("outbound/webservice/queuecall", Call);
        using var form =
            Customer.Form([("campaign_name", "by session"), ("start_url", "http://127.0.0.1:9/start.php")]);
        form.Add(new StringContent("16175550101\n16175550102\n"), "phone_list", "numbers.csv");
        var many = await page.SendAsync(HttpMethod.Post, "outbound/webservice/queuecalls", form);

        Assert.Contains("<queuecall status=\"queued\" call_id=\"1\">", one.Body, StringComparison.Ordinal);
        Assert.Contains("call_count=\"2\"", many.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "login is missing.")] // another site's form would come with the cookie alone
    [InlineData("00000000000000000000000000000000", "The session has ended; sign in again.")]
    public async Task WebServices_TakeNoSession_WithoutItsToken(string? token, string fault)
    {
        using var page = await SignInAsync();
        page.Http.DefaultRequestHeaders.Remove(SessionCookies.TokenHeader);
        page.Http.DefaultRequestHeaders.Add(SessionCookies.TokenHeader, token is null ? [] : [token]);

        var reply = await page.PostAsync("outbound/webservice/queuecall", Call);

        Assert.Contains("status=\"failed\"", reply.Body, StringComparison.Ordinal);
        Assert.Contains(fault, reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OutlivesARestart()
    {
        using var page = await SignInAsync();

        await _plum.RestartAsync();

        Assert.Equal(200, (await page.GetAsync("api/schedules")).Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Cookie_OfAnotherMaking_IsRefused(string cookie)
    {
        using var client = _plum.NewClient();
        client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookies.Cookie}={cookie}");

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await client.GetAsync("api/schedules")).StatusCode);
    }

    private static (string, string)[] Call =>
        [("phone_number", "16175550123"), ("start_url", "http://127.0.0.1:9/start.php")];

    private static string Begin(LoginProcess process, Account account)
    {
        var http = new DefaultHttpContext();
        process.Sessions.Begin(http.Request, account);
        return http.Response.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static HttpRequest Request(string cookie)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookie;
        return http.Request;
    }

    private async Task<SignedIn> SignInAsync(string login = "demo", string pin = "1234")
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _plum.Address };
        var (reply, cookie) = await PostAsync(client, login, pin);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        var page = new SignedIn(client);
        page.Take(cookie);
        var shown = System.Text.Json.JsonElement.Parse(await reply.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Add(SessionCookies.TokenHeader, shown.GetProperty("token").GetString());
        return page;
    }

    private static async Task<(HttpResponseMessage Reply, string? Cookie)> PostAsync(
        HttpClient client, string login, string pin)
    {
        using var form = Customer.Form(("login", login), ("pin", pin));
        var reply = await client.PostAsync("api/session", form);
        return (reply, reply.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null);
    }

    /// <summary>A page of the console, which sends its cookie and its token along.</summary>
    private sealed class SignedIn(HttpClient http) : IDisposable
    {
        private readonly Customer _customer = new(http, "demo");

        public HttpClient Http => http;

        public void Take(string? cookie)
        {
            if (cookie is not null)
            {
                http.DefaultRequestHeaders.Remove("Cookie");
                http.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
            }
        }

        public Task<ApiReply> GetAsync(string path) => _customer.GetAsync(path);

        public Task<ApiReply> DeleteAsync(string path) => _customer.DeleteAsync(path);

        public Task<ApiReply> PostAsync(string path, params (string Name, string Value)[] fields) =>
            _customer.PostAsync(path, fields);

        public Task<ApiReply> SendAsync(
            HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers) =>
            _customer.SendAsync(method, path, content, headers);

        public void Dispose() => _customer.Dispose();
    }
}
