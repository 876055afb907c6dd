using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Plum.Standalone.Host;

/// <summary>The running app: the web application and what has to be held while it lives.</summary>
internal sealed class StandaloneHost(
    WebApplication web, Assembly app, Banner banner, DataFolder? data, IDisposable? starting) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => web.Services;

    public Task StartAsync(CancellationToken cancellationToken = default) => Startup.ExplainedAsync(app, async () =>
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ListenTrouble.Of(e, banner.Urls) is { } trouble)
        {
            throw new StandaloneStartupException(trouble, e);
        }
        catch (RequestFailedException e)
        {
            throw new StandaloneStartupException(
                $"The storage that {StandaloneSetup.StorageSetting} names does not do its part "
                + $"({e.Message.Split('\n')[0].TrimEnd('.', '\r')}): start it, or name another.",
                e);
        }

        banner.Print();
        starting?.Dispose();
    });

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await web.StopAsync(cancellationToken);
        banner.PrintStopped();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        starting?.Dispose();
        await web.DisposeAsync();
        data?.Dispose();
    }
}
