using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NodaTime;
using Plum.Functions.Shared.Outbound;
using Twilio.Http;

namespace Plum.Functions.Gateways;

/// <summary>
/// Carries a request of Twilio's client to the address in the settings, guarded as all that leave here.
/// </summary>
/// <remarks>
/// What it throws names neither number nor secret, and says which of two things happened:
/// <see cref="NotTakenException"/> when the request cannot have had an effect, anything else when nobody knows.
/// </remarks>
internal sealed class TwilioHttp(
    System.Net.Http.HttpClient client, Uri address, OutboundOptions options, DateTimeOffset now, CancellationToken ct)
    : Twilio.Http.HttpClient
{
    /// <summary>Of the answer, once there is one.</summary>
    public int Status { get; private set; }

    /// <summary>How long the answer asks to wait, or null.</summary>
    public Duration? RetryAfter { get; private set; }

    public override Response MakeRequest(Request request) =>
        throw new NotSupportedException("Requests are made asynchronously.");

    public override async Task<Response> MakeRequestAsync(Request request)
    {
        // Real time, as with all requests that leave here. Connecting has half of it: what was not connected in time
        // was not sent, and can be told from what was not answered in time.
        using var timeout = new CancellationTokenSource(2 * options.Timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await SendAsync(request, either.Token);
        }
        catch (Exception e) when (!either.IsCancellationRequested && ConnectFaultIn(e) is { } fault)
        {
            throw new NotTakenException($"{address.Host} {fault}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"{address.Host} did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException)
        {
            throw new IOException($"{address.Host} {OutboundFaults.Describe(e)}");
        }
    }

    private async Task<Response> SendAsync(Request request, CancellationToken stop)
    {
        using var message = ToMessage(request);
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            throw new NotTakenException($"{address.Host} redirects ({status}); is the gateway's Address right?");
        }

        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var whole = await BoundedBody.ReadAsync(body, options.MaxResponseBytes, stop) ?? throw new IOException(
            FormattableString.Invariant($"{address.Host} answers with more than {options.MaxResponseBytes:N0} bytes"));
        Status = status;
        RetryAfter = OutboundExchange.RetryAfter(response.Headers, now) is { Ticks: > 0 } wait
            ? Duration.FromTimeSpan(wait)
            : null;
        return new(response.StatusCode, Encoding.UTF8.GetString(whole.Span), response.Headers);
    }

    private HttpRequestMessage ToMessage(Request request)
    {
        var url = new Uri(address.AbsoluteUri.TrimEnd('/') + request.ConstructUrl().PathAndQuery);
        var message = new HttpRequestMessage(new System.Net.Http.HttpMethod(request.Method.ToString()), url);
        message.Headers.Authorization = new("Basic", Authentication(request.Username, request.Password));
        message.Headers.Accept.Add(new("application/json"));
        if (message.Method != System.Net.Http.HttpMethod.Get)
        {
            message.Content = new ByteArrayContent(FormEncoding.Encode(request.PostParams));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        return message;
    }

    private static string? ConnectFaultIn(Exception exception) =>
        GuardedConnect.RefusalIn(exception)?.Reason ?? exception switch
        {
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError,
            } => OutboundFaults.Describe(exception),
            OperationCanceledException { InnerException: TimeoutException } => "did not accept the connection in time",
            _ => null,
        };
}

/// <summary>A gateway has not taken a request, and would take none just now.</summary>
internal sealed class NotTakenException(string reason) : Exception(reason);

/// <summary>An answer that is no success.</summary>
/// <param name="code">Twilio's own number for the error; 0 when the answer is not in its form.</param>
/// <param name="told">Whether the answer is in Twilio's form.</param>
/// <param name="places">Whether the request was to place a call.</param>
/// <param name="retryAfter">How long it asks to wait, or null.</param>
internal sealed class TwilioRefusal(
    int status, int code, bool told, bool places, string sentence, Duration? retryAfter) : Exception(sentence)
{
    /// <summary>
    /// One dialer waits so long by itself, beside the call it is to place; longer is a matter of the campaign.
    /// </summary>
    private static readonly Duration ShortWait = Duration.FromSeconds(4);

    public Duration? RetryAfter => retryAfter;

    /// <summary>
    /// Nobody knows whether it had an effect. Twilio's documents say so of 500, and of 503 nothing else.
    /// </summary>
    public bool IsInDoubt => status is (int)HttpStatusCode.RequestTimeout or >= 500 && !IsPutOff;

    /// <summary>
    /// One that was answered 429 is never processed (20429); what places nothing may be asked twice (20500).
    /// </summary>
    public bool MayRepeat => !(retryAfter > ShortWait)
        && (status == (int)HttpStatusCode.TooManyRequests || ((IsInDoubt || IsPutOff) && !places));

    /// <summary>A server that cannot handle a request now and says when it can has not handled it (RFC 9110).</summary>
    private bool IsPutOff => status == (int)HttpStatusCode.ServiceUnavailable && retryAfter is not null;

    /// <summary>
    /// The gateway takes calls, but not this one: codes from 21000 are about a call's own numbers and addresses.
    /// </summary>
    public bool IsAboutTheCall => told && !IsInDoubt
        && (code is >= 21000 and < 22000
            || (HttpStatusCode)status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity);

    /// <summary>There is no such call.</summary>
    public bool IsNotFound => told && status == (int)HttpStatusCode.NotFound;
}
