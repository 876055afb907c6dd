using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Plum.Core.Validation;

namespace Plum.Functions.Shared.Outbound;

/// <summary>The one way the app calls customers' URLs (start_url, result_url). Never throws for what the other side does.</summary>
/// <remarks>
/// An answer is any HTTP status; what counts as success is the caller's to say. Addresses are checked at the moment of connecting
/// (<see cref="GuardedConnect"/>), redirects are followed here, each target checked like the first.
/// </remarks>
public sealed class OutboundHttp(IHttpClientFactory clients, IOptions<OutboundOptions> options)
{
    /// <summary>The name of the client in <see cref="IHttpClientFactory"/>.</summary>
    public const string ClientName = "outbound";

    private readonly OutboundOptions _options = options.Value;

    public Task<OutboundAnswer> GetAsync(Uri url, CancellationToken ct) => ExchangeAsync(new(HttpMethod.Get, url, null, null), ct);

    /// <summary>Gets a URL with these variables added to its query, urlencoded in UTF-8.</summary>
    public Task<OutboundAnswer> GetAsync(Uri url, IEnumerable<KeyValuePair<string, string>> query, CancellationToken ct)
    {
        var added = Encoding.ASCII.GetString(FormEncoding.Encode(query));
        return GetAsync(new UriBuilder(url) { Query = url.Query is "" or "?" ? added : $"{url.Query[1..]}&{added}" }.Uri, ct);
    }

    /// <summary>Posts a form, urlencoded in UTF-8.</summary>
    public Task<OutboundAnswer> PostFormAsync(
        Uri url,
        IEnumerable<KeyValuePair<string, string>> form,
        IEnumerable<KeyValuePair<string, string>>? headers,
        CancellationToken ct) => PostEncodedAsync(url, FormEncoding.Encode(form), headers, ct);

    /// <summary>Posts a form that has been encoded already, byte for byte.</summary>
    public Task<OutboundAnswer> PostEncodedAsync(
        Uri url, byte[] form, IEnumerable<KeyValuePair<string, string>>? headers, CancellationToken ct) =>
        ExchangeAsync(new(HttpMethod.Post, url, form, headers), ct);

    private async Task<OutboundAnswer> ExchangeAsync(Exchange exchange, CancellationToken ct)
    {
        // Real time, whatever clock the app runs on: the other side and the network live in it. On a virtual clock, which stands
        // still while a request is out, a timeout of virtual seconds would never come.
        using var timeout = new CancellationTokenSource(_options.Timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await FollowAsync(exchange, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var reason = FormattableString.Invariant($"did not answer within {_options.Timeout.TotalSeconds:0.###} seconds");
            return Failed(exchange, reason, mayRetry: true);
        }
        catch (Exception e) when (GuardedConnect.RefusalIn(e) is { } refusal)
        {
            return Failed(exchange, refusal.Reason, refusal.MayRetry);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(exchange, OutboundFaults.Describe(e), mayRetry: true);
        }
    }

    private async Task<OutboundAnswer> FollowAsync(Exchange exchange, CancellationToken ct)
    {
        using var client = clients.CreateClient(ClientName);
        for (var redirects = 0; ; redirects++)
        {
            if (OutboundUrl.FaultOf(exchange.Url) is { } fault)
            {
                return Failed(exchange, fault, mayRetry: false);
            }

            using var request = exchange.ToRequest();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (Redirect(response) is not { } location)
            {
                return await ReadAsync(exchange, response, ct);
            }

            if (redirects == _options.MaxRedirects)
            {
                return Failed(exchange, $"redirects more than {_options.MaxRedirects} times", mayRetry: false);
            }

            if (!exchange.TryMoveTo(location, response.StatusCode))
            {
                return Failed(exchange, "redirects to something that is no URL", mayRetry: false);
            }
        }
    }

    private static Uri? Redirect(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => response.Headers.Location,
        _ => null,
    };

    private async Task<OutboundAnswer> ReadAsync(Exchange exchange, HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var bytes = await BoundedBody.ReadAsync(body, _options.MaxResponseBytes, ct);
        return bytes is { } whole
            ? OutboundAnswer.Of((int)response.StatusCode, whole, response.Content.Headers.ContentType?.ToString())
            : Failed(exchange, FormattableString.Invariant($"answers with more than {_options.MaxResponseBytes:N0} bytes"), mayRetry: true);
    }

    // A redirect may name a host of any length, and the sentence is stored with its call.
    private static OutboundAnswer Failed(Exchange exchange, string reason, bool mayRetry) =>
        OutboundAnswer.Failed($"{Shown(exchange.Url.Host)} {reason}.", mayRetry);

    private static string Shown(string host) => host.Length <= OutboundUrl.MaxLength ? host : $"{host.AsSpan(0, OutboundUrl.MaxLength)}…";

    /// <summary>What is being asked, changed by each redirect.</summary>
    private sealed class Exchange(HttpMethod method, Uri url, byte[]? form, IEnumerable<KeyValuePair<string, string>>? headers)
    {
        private readonly KeyValuePair<string, string>[] _headers = headers?.ToArray() ?? [];
        private readonly Uri _origin = url;
        private HttpMethod _method = method;

        public Uri Url { get; private set; } = url;

        // After 302 and 303 a POST becomes a GET without its form (RFC 9110, 15.4): the form has been taken, something else is to be seen.
        // The others repeat it at the new address. 301 leaves the choice: a result must not be lost when its receiver moves to https.
        public bool TryMoveTo(Uri location, HttpStatusCode status)
        {
            _method = status is HttpStatusCode.Found or HttpStatusCode.SeeOther ? HttpMethod.Get : _method;
            var valid = Uri.TryCreate(Url, location, out var target);
            Url = target ?? Url;
            return valid;
        }

        public HttpRequestMessage ToRequest()
        {
            var request = new HttpRequestMessage(_method, Url);
            if (_method == HttpMethod.Post)
            {
                request.Content = new ByteArrayContent(form ?? []);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
            }

            // Signatures are for the customer's own host, not for wherever it sends us.
            var sameOrigin = Uri.Compare(_origin, Url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
            foreach (var (name, value) in sameOrigin ? _headers : [])
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return request;
        }
    }
}
