using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Standalone.Tests.Host;
using Xunit;

namespace Plum.Standalone.Tests.Triggers;

/// <summary>HTTP functions over real HTTP, with the Functions host's answers.</summary>
public sealed class HttpFunctionsTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(
        ["--AzureFunctionsJobHost:extensions:http:routePrefix="], typeof(Things), typeof(Trouble));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/things", "list ")]
    [InlineData("GET", "/api/things/", "list ")]
    [InlineData("GET", "/api/things/7", "list 7")]
    [InlineData("PUT", "/api/things/7/parts/bolt", "part 7 bolt")]
    [InlineData("POST", "/api/things/stop", "stop")]
    [InlineData("GET", "/api/things/stop", "list stop")] // the literal takes POST only
    [InlineData("GET", "/api/THINGS/7", "list 7")]
    [InlineData("DELETE", "/webservice/call.php", "php")]
    [InlineData("GET", "/", "home")]
    [InlineData("GET", "/console/a/b", "console a/b")]
    [InlineData("GET", "/console", "console ")]
    [InlineData("POST", "/Unrouted", "by name")]
    public async Task Request_ReachesTheFunctionOfItsRoute(string method, string path, string answer)
    {
        using var response = await SendAsync(method, path);

        Assert.Equal((HttpStatusCode.OK, answer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("PATCH", "/api/things/7")]
    [InlineData("HEAD", "/api/things/7")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/api/things/x/parts/bolt")]
    public async Task Request_IsNotFound_WhenNoFunctionTakesItsMethodThere(string method, string path)
    {
        using var response = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("POST", "/items/begin", "archive begin")] // a literal does not win over a parameter
    [InlineData("GET", "/items/begin", "Copy begin")] // who does not take the method is passed over
    [InlineData("POST", "/files/new", "FilesRest new")] // nor does it win over a catch-all
    [InlineData("PUT", "/files/new", "filesTook")]
    [InlineData("GET", "/lots/7", "lotNumber 7")] // a constraint tells them apart
    [InlineData("GET", "/lots/seven", "LotName seven")]
    [InlineData("GET", "/", "OfHome")]
    [InlineData("POST", "/", "ZRest ")]
    [InlineData("DELETE", "/items/begin", "ZRest items/begin")]
    [InlineData("PUT", "/lots/7", "ZRest lots/7")]
    [InlineData("TRACE", "/lots/7/8", "ZRest lots/7/8")]
    [InlineData("HEAD", "/items/begin", "")]
    public async Task Request_ReachesTheFirstFunctionByName_ThatTakesIt(string method, string path, string answer)
    {
        string[] args = ["--AzureFunctionsJobHost:extensions:http:routePrefix="];
        await using var app = await TestApp.StartAsync(args, typeof(Ordered));

        using var response = await app.Client.SendAsync(new(new(method), path));

        Assert.Equal((HttpStatusCode.OK, answer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Head_IsServed_WhereAFunctionNamesIt()
    {
        using var response = await SendAsync("HEAD", "/api/head");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Failure_IsAnEmpty500_AndTheNextRequestIsServed()
    {
        using var failed = await SendAsync("GET", "/api/fail");
        using var next = await SendAsync("GET", "/api/things");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, ""), (failed.StatusCode, await failed.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task FailureAfterTheAnswerBegan_CutsTheConnection() =>
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            async () => await _app.Client.GetStringAsync("/api/fail-late"));

    /// <summary>The second half is sent only once the function has read the first.</summary>
    [Fact]
    public async Task Body_IsStreamed_ToTheFunction()
    {
        using var body = new Halves();

        using var response = await _app.Client.PostAsync("/api/upload", body);

        Assert.Equal($"{2 * Halves.Length}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_HoldsTheVirtualClock_AndSleepsOnIt()
    {
        var sleeping = _app.Client.GetStringAsync("/api/sleep");
        var answer = await DriveAsync(sleeping);

        Assert.Equal("3600 s later", answer);
    }

    private async Task<string> DriveAsync(Task<string> answer)
    {
        _app.Clock.Limit = null;
        return await answer;
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path) =>
        _app.Client.SendAsync(new(new(method), path));

    private sealed class Things
    {
        [Function(nameof(List))]
        public static Task<IResult> List(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/{id?}")] HttpRequest http,
            string? id) =>
            Task.FromResult(Results.Text($"list {id}"));

        [Function(nameof(Part))]
        public async Task<IResult> Part(
            [HttpTrigger(
                AuthorizationLevel.Anonymous, "put", Route = "api/things/{id:long}/parts/{part}")] HttpRequest http,
            string id,
            string part,
            CancellationToken ct)
        {
            await Task.Yield();
            return Results.Text($"part {id} {part}");
        }

        [Function(nameof(Stop))]
        public static IResult Stop([HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "api/things/stop")] HttpRequest http) => Results.Text("stop");

        [Function(nameof(Php))]
        public static IResult Php([HttpTrigger(
            AuthorizationLevel.Anonymous, Route = "webservice/call.php")] HttpRequest http) => Results.Text("php");

        [Function(nameof(Home))]
        public static IResult Home([HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest http) =>
                Results.Text("home");

        [Function("console")]
        public static IResult Console(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/{*path}")] HttpRequest http,
            string? path) =>
            Results.Text($"console {path}");

        [Function("Unrouted")]
        public static IResult Unrouted([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest http) =>
            Results.Text("by name");

        [Function(nameof(Head))]
        public static IResult Head([HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "api/head")] HttpRequest http) => Results.Text("head");

        [Function(nameof(Upload))]
        public static async Task<IResult> Upload(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/upload")] HttpRequest http,
            CancellationToken ct)
        {
            var buffer = new byte[81920];
            var total = 0L;
            for (int read; (read = await http.Body.ReadAsync(buffer, ct)) > 0;)
            {
                total += read;
                if (total == Halves.Length)
                {
                    Halves.FirstIsRead.TrySetResult();
                }
            }

            return Results.Text($"{total}");
        }
    }

    /// <summary>Functions that collide, declared in an order that is none of theirs.</summary>
    private sealed class Ordered
    {
        [Function("ZRest")]
        public static IResult Rest(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest http, string? path) =>
            Results.Text($"ZRest {path}");

        [Function("Begin")]
        public static IResult Begin(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "items/begin")] HttpRequest http) =>
            Results.Text("Begin");

        [Function("Copy")]
        public static IResult Copy(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id}")] HttpRequest http, string id) =>
            Results.Text($"Copy {id}");

        [Function("archive")]
        public static IResult Archive(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "items/{id}")] HttpRequest http, string id) =>
            Results.Text($"archive {id}");

        [Function("filesTook")]
        public static IResult New(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", Route = "files/new")] HttpRequest http) =>
            Results.Text("filesTook");

        [Function("FilesRest")]
        public static IResult Files(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "files/{*path}")] HttpRequest http,
            string? path) =>
            Results.Text($"FilesRest {path}");

        [Function("lotNumber")]
        public static IResult Number(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lots/{number:long}")] HttpRequest http,
            string number) =>
            Results.Text($"lotNumber {number}");

        [Function("LotName")]
        public static IResult Name(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lots/{name:alpha}")] HttpRequest http,
            string name) =>
            Results.Text($"LotName {name}");

        [Function("OfHome")]
        public static IResult Home(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest http) =>
            Results.Text("OfHome");
    }

    private sealed class Trouble(TimeProvider time)
    {
        [Function(nameof(Fail))]
        public static Task<IResult> Fail(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/fail")] HttpRequest http) =>
            throw new InvalidOperationException("secret");

        [Function(nameof(FailLate))]
        public static async Task FailLate(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/fail-late")] HttpRequest http)
        {
            await http.HttpContext.Response.WriteAsync("half an ans", Encoding.UTF8);
            await http.HttpContext.Response.Body.FlushAsync();
            throw new InvalidOperationException("secret");
        }

        [Function(nameof(Sleep))]
        public async Task<IResult> Sleep(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sleep")] HttpRequest http,
            CancellationToken ct)
        {
            var start = time.GetUtcNow();
            await Task.Delay(TimeSpan.FromHours(1), time, ct);
            return Results.Text($"{(time.GetUtcNow() - start).TotalSeconds} s later");
        }
    }

    private sealed class Halves : HttpContent
    {
        public const int Length = 100_000;

        public static readonly TaskCompletionSource FirstIsRead =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[Length]);
            await stream.FlushAsync();
            await FirstIsRead.Task;
            await stream.WriteAsync(new byte[Length]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2 * Length;
            return true;
        }
    }
}
