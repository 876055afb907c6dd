using Microsoft.Extensions.Options;
using Plum.Core.Validation;

namespace Plum.Functions.Shared.Outbound;

/// <summary>
/// The one way the app calls customers' URLs (start_url, result_url). Never throws for what the other side does.
/// </summary>
/// <remarks>
/// An answer is any HTTP status; what counts as success is the caller's to say. Addresses are checked at the moment of
/// connecting (<see cref="GuardedConnect"/>), redirects are followed here, each target checked like the first.
/// </remarks>
public sealed class OutboundHttp(IHttpClientFactory clients, IOptions<OutboundOptions> options, TimeProvider time)
{
    /// <summary>The name in <see cref="IHttpClientFactory"/> of the client that keeps its connections.</summary>
    public const string ClientName = "outbound";

    /// <summary>The name of the client that makes a connection for each request: for second tries.</summary>
    public const string FreshClientName = "outbound-fresh";

    private readonly OutboundOptions _options = options.Value;

    public Task<OutboundAnswer> GetAsync(Uri url, CancellationToken ct) => ExchangeAsync(new(HttpMethod.Get, url), ct);

    /// <summary>Gets a URL with these variables added to its query, urlencoded in UTF-8.</summary>
    public Task<OutboundAnswer> GetAsync(
        Uri url, IEnumerable<KeyValuePair<string, string>> query, CancellationToken ct) =>
        GetAsync(FormEncoding.AddTo(url, query), ct);

    /// <summary>Gets the status of a URL, and nothing of its body.</summary>
    public Task<OutboundAnswer> ProbeAsync(Uri url, CancellationToken ct) =>
        ExchangeAsync(new(HttpMethod.Get, url) { ReadsBody = false }, ct);

    /// <summary>Posts a form, urlencoded in UTF-8.</summary>
    public Task<OutboundAnswer> PostFormAsync(
        Uri url,
        IEnumerable<KeyValuePair<string, string>> form,
        IEnumerable<KeyValuePair<string, string>>? headers,
        CancellationToken ct) =>
        ExchangeAsync(new(HttpMethod.Post, url) { Form = FormEncoding.Encode(form), Headers = [.. headers ?? []] }, ct);

    /// <summary>
    /// Posts a form that has been encoded already, byte for byte, to somebody who is to have it: the answer is one to
    /// the form itself. A redirect that would drop it is the answer. Nothing of the body is read.
    /// </summary>
    public Task<OutboundAnswer> DeliverAsync(
        Uri url, byte[] form, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken ct) =>
        ExchangeAsync(
            new(HttpMethod.Post, url) { Form = form, Headers = [.. headers], Delivers = true, ReadsBody = false }, ct);

    private async Task<OutboundAnswer> ExchangeAsync(OutboundExchange exchange, CancellationToken ct)
    {
        // Real time, whatever clock the app runs on: the other side and the network live in it. On a virtual clock,
        // which stands still while a request is out, a timeout of virtual seconds would never come.
        using var timeout = new CancellationTokenSource(_options.Timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await FollowAsync(exchange, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var reason =
                FormattableString.Invariant($"did not answer within {_options.Timeout.TotalSeconds:0.###} seconds");
            return exchange.Failed(reason, mayRetry: true);
        }
        catch (Exception e) when (GuardedConnect.RefusalIn(e) is { } refusal)
        {
            return exchange.Failed(refusal.Reason, refusal.MayRetry);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return exchange.Failed(OutboundFaults.Describe(e), mayRetry: true);
        }
    }

    private async Task<OutboundAnswer> FollowAsync(OutboundExchange exchange, CancellationToken ct)
    {
        while (true)
        {
            if (OutboundUrl.FaultOf(exchange.Url) is { } fault)
            {
                return exchange.Failed(fault, mayRetry: false);
            }

            using var response = await SendAsync(exchange, ct);
            if (exchange.RedirectIn(response) is not { } location)
            {
                return await ReadAsync(exchange, response, ct);
            }

            if (exchange.Redirects == _options.MaxRedirects)
            {
                return exchange.Failed($"redirects more than {_options.MaxRedirects} times", mayRetry: false);
            }

            if (!Uri.TryCreate(exchange.Url, location, out var target))
            {
                return exchange.Failed("redirects to something that is no URL", mayRetry: false);
            }

            if (!exchange.TryMoveTo(target, response.StatusCode))
            {
                return exchange.Failed("redirects from https to http, where the form is not sent", mayRetry: true);
            }
        }
    }

    // A server may close a connection that was kept open just as it is used again. The handler repeats a GET by itself
    // then, but no POST. So what broke off before it was answered is asked once more, on a connection that cannot be
    // such a one. Somebody may be asked twice who did take the first: a call and a result say by their ids which they
    // are.
    private async Task<HttpResponseMessage> SendAsync(OutboundExchange exchange, CancellationToken ct)
    {
        try
        {
            var response = await SendAsync(ClientName, exchange, ct);
            if (!exchange.DeservesSecondTry(response.StatusCode))
            {
                return response;
            }

            response.Dispose();
        }
        catch (HttpRequestException e) when (OutboundFaults.BrokeOff(e))
        {
            // Asked again below.
        }

        return await SendAsync(FreshClientName, exchange, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(string client, OutboundExchange exchange, CancellationToken ct)
    {
        using var request = exchange.ToRequest();
        return await clients.CreateClient(client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private async Task<OutboundAnswer> ReadAsync(
        OutboundExchange exchange, HttpResponseMessage response, CancellationToken ct)
    {
        if (!exchange.ReadsBody)
        {
            return exchange.Answered(response, default, time.GetUtcNow());
        }

        // What the handler has unpacked it does not name any more.
        var packed = response.Content.Headers.ContentEncoding.Except(["identity"], StringComparer.OrdinalIgnoreCase);
        if (packed.FirstOrDefault() is { } unknown)
        {
            var reason =
                $"answers with Content-Encoding {OutboundExchange.Shown(unknown)}; gzip and deflate can be read";
            return exchange.Failed(reason, mayRetry: true);
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        if (await BoundedBody.ReadAsync(body, _options.MaxResponseBytes, ct) is { } whole)
        {
            return exchange.Answered(response, whole, time.GetUtcNow());
        }

        var tooLong = FormattableString.Invariant($"answers with more than {_options.MaxResponseBytes:N0} bytes");
        return exchange.Failed(tooLong, mayRetry: true);
    }
}
