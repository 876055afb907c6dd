using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;

namespace Plum.Functions.Tests;

/// <summary>How a test wants its server; the defaults suit most.</summary>
public sealed record PlumServerOptions
{
    /// <summary>Noon of the last day of 2021, Eastern: the day before the documents' own example begins.</summary>
    public DateTimeOffset Start { get; init; } = new(2021, 12, 31, 12, 0, 0, TimeSpan.FromHours(-5));

    /// <summary>False runs on the machine's own clock, as a server on an account does anyway.</summary>
    public bool Virtual { get; init; } = true;

    /// <summary>Another clock than the machine's, for a server that is not virtual.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>
    /// A connection string such as Azurite's; null keeps everything in a SQLite file in the server's own folder.
    /// </summary>
    public string? Storage { get; init; }

    public bool IsVirtual => Virtual && Storage is null;

    /// <summary>The folder to use, which is then left alone at the end; null makes one and removes it.</summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// Settings beside the development account's, by configuration name (Plum:Gateway:FetchStartUrl).
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Whether what the test does to the server makes it log errors; any other server's fails its test.
    /// </summary>
    public bool MayFail { get; init; }

    /// <summary>Registers what a test replaces, after the app has registered its own.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}

/// <summary>
/// The whole app in this process: on a port of its own, a folder of its own, and a clock that stands still until told.
/// </summary>
public sealed partial class PlumServer : IAsyncDisposable
{
    public const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812";

    private readonly PlumServerOptions _options;
    private DateTimeOffset _start;
    private StandaloneHost _host;

    private PlumServer(PlumServerOptions options)
    {
        _options = options;
        _start = options.Start;
        DataFolder = options.DataFolder ?? Directory.CreateTempSubdirectory("plum-").FullName;
        _host = Build();
    }

    public string DataFolder { get; }

    /// <summary>Stays the same over restarts.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Speaks to the server as the development account.</summary>
    public HttpClient Client => field ??= NewClient(Token);

    public IServiceProvider Services => _host.Services;

    public TimeProvider Time => Services.GetRequiredService<TimeProvider>();

    public VirtualClock Clock => (VirtualClock)Time;

    public static async Task<PlumServer> StartAsync(PlumServerOptions? options = null)
    {
        var server = new PlumServer(options ?? new());
        await server.StartHostAsync();
        var addresses =
            server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server.Address = new(addresses.Addresses.Single());
        return server;
    }

    /// <summary>A client without a token, or with another account's.</summary>
    public HttpClient NewClient(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };

        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>Lets the clock run until the instant, everything that falls due on the way done.</summary>
    public Task AdvanceToAsync(DateTimeOffset instant) => Clock.AdvanceToAsync(instant);

    public Task AdvanceAsync(TimeSpan by) => AdvanceToAsync(Time.GetUtcNow() + by);

    /// <summary>Stops in good order and starts again on the same folder, at the instant where it stopped.</summary>
    public async Task RestartAsync()
    {
        _start = Time.GetUtcNow();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _host = Build();
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();

        if (_options.DataFolder is null)
        {
            Directory.Delete(DataFolder, recursive: true);
        }

        CheckLog();
    }

    /// <summary>What does not start lets go of its folder.</summary>
    private async Task StartHostAsync()
    {
        try
        {
            await _host.StartAsync();
        }
        catch
        {
            await _host.DisposeAsync();
            throw;
        }
    }

    private StandaloneHost Build()
    {
        var builder = StandaloneBuilder.Create([.. Arguments()], time: _options.Clock);
        // A fifth of what the tests took of the processor: every server begins with an account, whose PIN is hashed.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
        _options.Services?.Invoke(builder.Services);
        WatchLog(builder);
        var host = builder.Build();

        if (_options.IsVirtual)
        {
            ((VirtualClock)host.Services.GetRequiredService<TimeProvider>()).Limit = _start;
        }

        return host;
    }

    private IEnumerable<string> Arguments()
    {
        yield return "--environment=Development";
        yield return $"--urls={Address.GetLeftPart(UriPartial.Authority)}";
        yield return $"--data={DataFolder}";
        yield return $"--AzureWebJobsStorage={_options.Storage ?? $"Sqlite={Path.Combine(DataFolder, "plum.db")}"}";
        yield return $"--Plum:Development:Token={Token}";
        yield return "--Plum:Development:Account=demo";
        yield return "--Plum:Development:Login=demo";
        yield return "--Plum:Development:Pin=1234";
        yield return "--Plum:Outbound:AllowPrivateNetworks=true";
        yield return "--Logging:Console:LogLevel:Default=None";

        if (_options.IsVirtual)
        {
            yield return $"--virtual-clock={_start:O}";
        }

        foreach (var (name, value) in _options.Settings)
        {
            yield return $"--{name}={value}";
        }
    }

    // Only the tests read the log: what is measured does not pay for it.
    partial void WatchLog(StandaloneBuilder builder);

    partial void CheckLog();
}
