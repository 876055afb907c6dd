namespace Plum.Standalone.Clock;

/// <summary>Holds the virtual clock while a request is out.</summary>
internal sealed class ClockHttpHandler(VirtualClock clock) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        clock.HoldAsync(() => base.SendAsync(request, cancellationToken));
}
