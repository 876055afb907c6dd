using System.Net;
using System.Net.Http.Headers;
using Plum.Core.Validation;

namespace Plum.Functions.Shared.Outbound;

/// <summary>What is being asked of a customer's URL, changed by each redirect on the way.</summary>
internal sealed class OutboundExchange(HttpMethod method, Uri url)
{
    private readonly Uri _first = url;
    private readonly List<string> _way = [];
    private HttpMethod _method = method;

    public byte[] Form { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether only an answer to the form itself will do.</summary>
    public bool Delivers { get; init; }

    public bool ReadsBody { get; init; } = true;

    public Uri Url { get; private set; } = url;

    public int Redirects => _way.Count;

    /// <summary>Where an answer sends the request on to, or null when it is the last one.</summary>
    public Uri? RedirectIn(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.SeeOther when Delivers => null, // only a GET may follow it (RFC 9110, 15.4.4), which has no form
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => response.Headers.Location,
        _ => null,
    };

    /// <summary>Goes on at the target of a redirect. False when the form it repeats may not go there.</summary>
    /// <remarks>
    /// 307 and 308 repeat the form. 301 and 302 leave the choice: a result must not be lost when its receiver moves to
    /// https, so both repeat it; for start_url 302 becomes a GET as it does in browsers, 301 does not.
    /// </remarks>
    public bool TryMoveTo(Uri target, HttpStatusCode status)
    {
        if (status == HttpStatusCode.SeeOther || (status == HttpStatusCode.Found && !Delivers))
        {
            _method = HttpMethod.Get;
        }

        if (Delivers && Url.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
        {
            return false;
        }

        _way.Add($"({(int)status}) to {Shown(target.GetLeftPart(UriPartial.Path))}");
        Url = target;
        return true;
    }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(_method, Url);
        if (_method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Form);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        foreach (var (name, value) in IsOnItsSite ? Headers : [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // Signatures are for the customer's own host, which may have moved to https, not for wherever it sends us.
    private bool IsOnItsSite =>
        Url.Host.Equals(_first.Host, StringComparison.OrdinalIgnoreCase)
        && ((Url.Scheme, Url.Port) == (_first.Scheme, _first.Port) || Url.Scheme == Uri.UriSchemeHttps);

    /// <summary>
    /// Whether the next answer may be another: 408 ends a connection that was kept open for too long.
    /// </summary>
    /// <remarks>
    /// A result is posted again after a pause when its receiver's gateway is in trouble; a call cannot wait.
    /// </remarks>
    public bool DeservesSecondTry(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestTimeout => true,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => !Delivers,
        _ => false,
    };

    public OutboundAnswer Answered(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now) => new()
    {
        Status = (int)response.StatusCode,
        Body = body,
        ContentType = response.Content.Headers.ContentType?.ToString(),
        Host = Shown(_first.Host),
        Redirects = _way.Count == 0 ? null : "redirects " + string.Join(" and ", _way),
        RetryAfter = RetryAfter(response.Headers, now),
    };

    /// <param name="reason">Words to follow the name of the host that was asked last.</param>
    public OutboundAnswer Failed(string reason, bool mayRetry) =>
        new() { Failure = $"{Shown(Url.Host)} {reason}.", MayRetry = mayRetry };

    /// <summary>As much as is shown, and stored with a call, of what the other side may name at any length.</summary>
    public static string Shown(string text) =>
        text.Length <= OutboundUrl.MaxLength ? text : $"{text.AsSpan(0, OutboundUrl.MaxLength)}…";

    /// <summary>How long the other side asks to be left alone, or null.</summary>
    /// <remarks>A date is the other side's, and so is the clock it is read by, where it shows that.</remarks>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (headers.Date ?? now),
        _ => null,
    };
}
