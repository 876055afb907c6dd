namespace Plum.Standalone.Host;

/// <summary>Holds the virtual clock while a request is out.</summary>
internal sealed class ClockHttpHandler(VirtualClock clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var busy = clock.Busy();
        return await base.SendAsync(request, cancellationToken);
    }
}
