using System.Net.Http.Headers;
using Plum.Demo;
using Plum.Standalone.Tests.Storage;
using Plum.Worker.Tests;
using Plum.Worker.Tests.Host;
using Xunit;

[assembly: AssemblyFixture(typeof(WorkerFixture))]

namespace Plum.Worker.Tests;

/// <summary>One worker for all tests that do not end theirs, its storage, and a customer's server.</summary>
/// <remarks>Where Azurite is not installed, whoever asks for the worker is skipped by name.</remarks>
public sealed class WorkerFixture : IAsyncLifetime
{
    private const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812"; // local.settings.sample.json

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private AzuriteProcess? _azurite;
    private FunctionsHost? _host;
    private HttpClient? _client;

    internal FunctionsHost Host => Needed(_host);

    internal string Storage => Needed(_azurite).ConnectionString;

    internal Receiver Receiver { get; private set; } = null!;

    /// <summary>Speaks to the host, as the developer of the sample.</summary>
    internal HttpClient Client => Needed(_client);

    /// <summary>What the worker had logged when it first was ready.</summary>
    internal IReadOnlyList<Host.Rpc.RpcLog> StartLog { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Receiver = await Receiver.StartAsync();
        _azurite = await AzuriteProcess.TryStartAsync();
        if (_azurite is null)
        {
            return;
        }

        _host = await FunctionsHost.StartAsync(_azurite.ConnectionString);
        _client = ClientOf(_host);
        await UntilReadyAsync(_host, _client);
        // Half a minute is long for a test.
        _host.Json = _host.Json with { VisibilityTimeout = TimeSpan.FromSeconds(1) };
        StartLog = _host.Log;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        await Receiver.DisposeAsync();
    }

    internal static HttpClient ClientOf(FunctionsHost host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    internal Task UntilAsync(string what, Func<Task<bool>> isSo) => UntilAsync(Host, what, isSo);

    internal Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(Host, what, isSo);

    internal static Task UntilAsync(FunctionsHost host, string what, Func<bool> isSo) =>
        UntilAsync(host, what, () => Task.FromResult(isSo()));

    internal static Task UntilReadyAsync(FunctionsHost host, HttpClient client) =>
        UntilAsync(host, "it is ready", async () =>
        {
            using var answer = await client.GetAsync("health/ready");
            return answer.IsSuccessStatusCode;
        });

    internal static async Task UntilAsync(FunctionsHost host, string what, Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"Waited {Patience} in vain until {what}.\n{host.Tail}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static T Needed<T>(T? part) where T : class
    {
        Assert.SkipWhen(part is null, "Azurite is not installed: install node, then npm ci --prefix tests");
        return part;
    }
}
