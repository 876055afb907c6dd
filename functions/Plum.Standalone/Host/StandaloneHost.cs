using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Host;

/// <summary>The running app: the web application and what has to be held while it lives.</summary>
public sealed class StandaloneHost : IHost, IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Banner _banner;
    private readonly EmbeddedStore? _store;
    private readonly IDisposable? _starting;

    /// <param name="starting">Holds a virtual clock until the app has started.</param>
    internal StandaloneHost(WebApplication web, Banner banner, EmbeddedStore? store, IDisposable? starting) =>
        (_web, _banner, _store, _starting) = (web, banner, store, starting);

    public IServiceProvider Services => _web.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _web.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ListenTrouble.Of(e, _banner.Urls) is { } trouble)
        {
            throw new StandaloneStartupException(trouble, e);
        }
        catch (RequestFailedException e)
        {
            throw new StandaloneStartupException(
                $"The storage that {StandaloneBuilder.StorageSetting} names does not do its part "
                + $"({e.Message.Split('\n')[0].TrimEnd('.', '\r')}): start it, or name another.",
                e);
        }

        _banner.Print();
        _starting?.Dispose();
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _web.StopAsync(cancellationToken);
        _banner.PrintStopped();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        _starting?.Dispose();
        await _web.DisposeAsync();
        _store?.Dispose();
    }
}
