using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plum.Standalone.Host;
using Xunit;

namespace Plum.Standalone.Tests.Host;

/// <summary>What keeps an app from starting, each said in one sentence.</summary>
public sealed class StartupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standalone-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Functions_AreRefused_WhenTwoHaveOneName() => Refused("named Same", typeof(Twins));

    [Fact]
    public void Function_IsRefused_WhenAParameterCannotBeBound() =>
        Refused("Function Unbound has a parameter clock of type TimeProvider that nothing binds.", typeof(Unbound));

    [Fact]
    public void Function_IsRefused_WhenItHasNoTrigger() =>
        Refused("Function Untriggered has 0 trigger parameters", typeof(Untriggered));

    [Fact]
    public void Function_IsRefused_WhenItAnswersHttpWithSomethingElse() =>
        Refused("Function Textual answers HTTP with String", typeof(Textual));

    [Theory]
    [InlineData(typeof(BadRoute), "Function BadRoute has the route 'a/{b'")]
    [InlineData(
        typeof(AdminRoute), "Function AdminRoute has the route 'admin/x', which conflicts with built in routes")]
    [InlineData(
        typeof(SameRoute), "Function second has the route 'SAME' for a method that function first takes there already")]
    public void Route_IsRefused(Type functions, string sentence) => Refused(sentence, functions);

    [Theory]
    [InlineData(typeof(BadCron), "Function BadCron has the schedule 'often', which is not NCRONTAB: ")]
    [InlineData(typeof(NoSetting), "Function NoSetting takes its schedule from the setting Missing")]
    public async Task Schedule_IsRefused(Type functions, string sentence)
    {
        using var host = TestApp.Build([$"--data={_folder.FullName}"], functions);

        var error = await Assert.ThrowsAsync<StandaloneStartupException>(() => host.StartAsync());

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accountName", "plumdata", true)]
    [InlineData("ACCOUNTNAME", "plumdata", true)]
    [InlineData("TABLESERVICEURI", "https://t.example", true)]
    [InlineData("accountName", "", false)]
    // without its name: that is said, and not a file taken in silence
    [InlineData("credential", "managedidentity", true)]
    public void Storage_IsAnAccount_WhenAnySettingOfOneIsThere(string name, string value, bool isAccount)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"AzureWebJobsStorage:{name}", value)])
            .Build();

        Assert.Equal(isAccount, StandaloneBuilder.IsIdentityBased(settings, StandaloneBuilder.StorageSetting));
    }

    [Theory]
    [InlineData(
        "--virtual-clock=yesterday",
        "--virtual-clock is 'yesterday', but must be an instant such as 2022-01-01T05:00:00-05:00.")]
    [InlineData("--virtual-clock=2022-01-01T05:00:00", "must be an instant")] // of which zone?
    [InlineData("--port=70000", "--port is '70000'")]
    [InlineData("--fresh=perhaps", "--fresh is 'perhaps'")]
    [InlineData(
        "--AzureFunctionsJobHost:extensions:queues:batchSize=33",
        "extensions.queues.batchSize is 33, but must be a whole number from 1 to 32")]
    [InlineData(
        "--AzureFunctionsJobHost:extensions:queues:messageEncoding=base64",
        "extensions.queues.messageEncoding is not none")]
    [InlineData(
        "--virtual-clock=2022-01-01T05:00Z --AzureWebJobsStorage=UseDevelopmentStorage=true", "whose time is real")]
    [InlineData(
        "--AzureFunctionsJobHost:extensions:queues:visibilityTimeout=soon",
        "extensions.queues.visibilityTimeout is soon")]
    public void Arguments_AreRefused(string arguments, string sentence)
    {
        var error = Assert.Throws<StandaloneStartupException>(
            () => TestApp.Build([$"--data={_folder.FullName}", .. arguments.Split(' ')]));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2022-01-01T05:00:00-05:00")]
    [InlineData("2022-01-01T10:00Z")]
    [InlineData("2022-01-01T10:00:00.0000000+00:00")]
    public void VirtualClock_StartsAtTheInstantGiven(string instant)
    {
        using var host = TestApp.Build([$"--data={_folder.FullName}", $"--virtual-clock={instant}"]);

        Assert.Equal(
            new(2022, 1, 1, 10, 0, 0, TimeSpan.Zero), host.Services.GetRequiredService<TimeProvider>().GetUtcNow());
    }

    [Fact]
    public async Task Port_IsRefused_WhenItIsInUse()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}";
        using var host = TestApp.Build([$"--data={_folder.FullName}", $"--urls={url}"]);

        var error = await Assert.ThrowsAsync<StandaloneStartupException>(() => host.StartAsync());

        Assert.Equal(
            $"{url} is in use by another program: stop it, or choose another port with --port.", error.Message);
    }

    [Theory]
    [InlineData("http://192.0.2.1:8099", "is no address of this machine")]
    [InlineData("nonsense", "is no address to listen on")]
    [InlineData("http://127.0.0.1:99999", "is no address to listen on")]
    public async Task Address_IsRefused_WhenNobodyCanListenThere(string url, string sentence)
    {
        using var host = TestApp.Build([$"--data={_folder.FullName}", $"--urls={url}"]);

        var error = await Assert.ThrowsAsync<StandaloneStartupException>(() => host.StartAsync());

        Assert.StartsWith($"{url} {sentence}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_IsRefused_WhenTheUserMayNotListenThere()
    {
        var denied = new SocketException((int)SocketError.AccessDenied);

        var sentence = ListenTrouble.Of(
            new IOException("Failed to bind.", new AggregateException(denied, denied)), "http://localhost:80");

        Assert.StartsWith(
            "http://localhost:80 may not be listened on by this user", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void DataFolder_IsRefused_WhenItCannotBeMade()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<StandaloneStartupException>(() => TestApp.Build([$"--data={file}/inside"]));

        Assert.EndsWith("choose another folder with --data.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataFolder_IsRefused_WhenAnotherProcessHasIt()
    {
        using var other = new FileStream(
            Path.Combine(_folder.FullName, "plum.db.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var error = Assert.Throws<StandaloneStartupException>(() => TestApp.Build([$"--data={_folder.FullName}"]));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fresh_EmptiesADataFolder_AndNoOther()
    {
        var stray = Path.Combine(_folder.FullName, "stray");
        File.WriteAllText(stray, "mine");
        var error =
            Assert.Throws<StandaloneStartupException>(() => TestApp.Build([$"--data={_folder.FullName}", "--fresh"]));
        Assert.Contains("holds no plum.db", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(stray));

        TestApp.Build([$"--data={_folder.FullName}"]).Dispose();
        TestApp.Build(["--fresh", $"--data={_folder.FullName}"]).Dispose();

        Assert.False(File.Exists(stray));
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "plum.db")));
    }

    [Fact]
    public void Fresh_IsRefused_WhenTheStorageIsAnAccount() =>
        Assert.Throws<StandaloneStartupException>(
            () => TestApp.Build(["--fresh", "--AzureWebJobsStorage=UseDevelopmentStorage=true"]));

    [Fact]
    public void Settings_ComeFromHostJsonLocalSettingsAndArguments_TheLaterWinning()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "local.settings.json"), """
            { "IsEncrypted": false, "Values": { "Plum__Development__Token": "from file", "Other": "from file" } } // a comment
            """);
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.FullName;
        try
        {
            using var host = TestApp.Build([$"--data={_folder.FullName}", "--Other=from argument"]);
            var settings = host.Services.GetRequiredService<IConfiguration>();

            Assert.Equal("from file", settings["Plum:Development:Token"]);
            Assert.Equal("from argument", settings["Other"]);
            Assert.Equal($"Sqlite={Path.Combine(_folder.FullName, "plum.db")}", settings["AzureWebJobsStorage"]);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development", "--environment=Development")]
    [InlineData("Staging", "--environment", "Staging")]
    public void Environment_IsProduction_UnlessTheArgumentsSayOtherwise(string expected, params string[] arguments)
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is not null, "DOTNET_ENVIRONMENT is set here.");
        using var host = TestApp.Build([$"--data={_folder.FullName}", .. arguments]);

        Assert.Equal(expected, host.Services.GetRequiredService<IHostEnvironment>().EnvironmentName);
    }

    private void Refused(string sentence, params Type[] functions)
    {
        var error =
            Assert.Throws<StandaloneStartupException>(() => TestApp.Build([$"--data={_folder.FullName}"], functions));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    private sealed class Twins
    {
        [Function("same")]
        public static void One([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("Same")]
        public static void Two([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    private sealed class Unbound
    {
        [Function(nameof(Unbound))]
        public static void Run([TimerTrigger("0 * * * * *")] TimerInfo timer, TimeProvider clock) => _ = (timer, clock);
    }

    private sealed class Untriggered
    {
        [Function(nameof(Untriggered))]
        public static void Run(CancellationToken ct) => ct.ThrowIfCancellationRequested();
    }

    private sealed class Textual
    {
        [Function(nameof(Textual))]
        public static Task<string> Run([HttpTrigger] HttpRequest http) => Task.FromResult(http.Path.ToString());
    }

    private sealed class BadRoute
    {
        [Function(nameof(BadRoute))]
        public static IResult Run([HttpTrigger(Route = "a/{b")] HttpRequest http) => Results.Text(http.Path);
    }

    private sealed class AdminRoute
    {
        [Function(nameof(AdminRoute))]
        public static IResult Run([HttpTrigger(Route = "/admin/x")] HttpRequest http) => Results.Text(http.Path);
    }

    private sealed class SameRoute
    {
        [Function("first")]
        public static IResult First([HttpTrigger("get", "post", Route = "same")] HttpRequest http) =>
            Results.Text(http.Path);

        [Function("second")]
        public static IResult Second([HttpTrigger("post", Route = "SAME")] HttpRequest http) => Results.Text(http.Path);
    }

    private sealed class BadCron
    {
        [Function(nameof(BadCron))]
        public static void Run([TimerTrigger("often")] TimerInfo timer) => _ = timer;
    }

    private sealed class NoSetting
    {
        [Function(nameof(NoSetting))]
        public static void Run([TimerTrigger("%Missing%")] TimerInfo timer) => _ = timer;
    }
}
