using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.Gateways;

/// <summary>
/// Hands each attempt to an outbound server that speaks queuecall: a Plum system, or this service elsewhere.
/// </summary>
/// <remarks>
/// Such a server cannot be asked what came of a call: it posts that to the attempt's own result_url, an address nobody
/// can guess. Old ones ring twice when they are asked twice, so an attempt is handed over once, whatever becomes of the
/// answer.
/// </remarks>
public sealed partial class QueueCallGateway(
    string name, GatewaySettings settings, Callbacks callbacks, IHttpClientFactory clients,
    IOptions<OutboundOptions> outbound, TimeProvider time) : IDialGateway
{
    /// <summary>A call that the server has not begun by then was meant for another hour: it is to give it up.</summary>
    private const int MinutesToBegin = 10;

    private const int MaxReferenceLength = 64;
    private const int MaxSecondsTold = 86_400;

    private static readonly string[] HandedOn = ["message_reference", "call_parameters", "campaign_parameters"];

    // Those that the server posts to start_url by itself.
    private static readonly string[] Posted = ["phone_number", "call_id", .. HandedOn];

    // The last three are ours, and posted as unknown.
    private static readonly Dictionary<string, CalleeType> CalleeTypes = Enum.GetValues<CalleeType>()
        .Where(type => type <= CalleeType.OperatorIntercept)
        .ToDictionary(CallVariables.NameOf, StringComparer.OrdinalIgnoreCase);

    private readonly Uri _address = new(settings.Address!);

    public bool TakesIdempotencyKey => false;

    public bool TellsLater => true;

    public Duration LongestCall => Duration.FromMinutes(settings.LongestCallMinutes);

    /// <summary>What the settings of such a gateway lack, as a sentence, or null.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="reachable">Whether gateways can reach us.</param>
    internal static string? FaultOf(string section, GatewaySettings settings, bool reachable) => settings switch
    {
        _ when !OutboundUrl.TryParse(settings.Address, out _, out var reason) =>
            $"{section}:Address {reason}; it must be queuecall's whole address, "
            + "such as https://outbound.example.com/webservice/queuecall.php.",
        { Account: null or "" } => $"{section}:Account is missing: the login at the gateway.",
        { Secret: null or "" } => $"{section}:Secret is missing: the PIN of the login at the gateway.",
        { CallerId: { Length: > 0 } number } when !TenDigits().IsMatch(number) =>
            $"{section}:CallerId must have ten digits; queuecall shows no other.",
        _ when !reachable =>
            $"{section} speaks queuecall, which tells what came of a call by callback alone: "
            + $"{CallbackOptions.Section}:Address must be the address under which it finds this service.",
        _ => null,
    };

    public async Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
    {
        var columns = request.Variables.Where(variable => !Posted.Contains(variable.Key));
        var start = FormEncoding.AddTo(request.StartUrl, columns).AbsoluteUri;
        if (start.Length > OutboundUrl.MaxLength)
        {
            return Failed(
                $"start_url has {start.Length} characters with the variables of the list; "
                + $"queuecall takes {OutboundUrl.MaxLength}");
        }

        // The server asks start_url and result_url before it answers. Real time, as for every request to others.
        using var timeout = new CancellationTokenSource(2 * outbound.Value.Timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var asked = Request(request, start);
            using var response = await clients.CreateClient(OutboundHttp.FreshClientName)
                .SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (HttpRequestException e) when (
            e.HttpRequestError is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError)
        {
            return NotPlaced(GuardedConnect.RefusalIn(e)?.Reason ?? OutboundFaults.Describe(e));
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            // The timeout above, which may come after sending, has no reason.
            return NotPlaced("did not accept the connection in time");
        }
    }

    /// <summary>
    /// A result has a field of that name; the server's question whether the address is there has none.
    /// </summary>
    public CallbackWord Read(Callback callback)
    {
        var fields = callback.Fields;
        if (fields["result"] is not { Length: > 0 } result)
        {
            return new CallbackWord.GoesOn();
        }

        var duration = (int)Math.Clamp(Number("duration") ?? 0, 0, MaxSecondsTold);
        var callee = CalleeTypes.GetValueOrDefault(fields["callee_type"]?.Trim() ?? "");
        var ended = Ended(Number("last_attempt_timestamp"), duration);
        return new CallbackWord.Over(new(result == "completed", callee, ended, duration, Note()));

        long? Number(string field) =>
            long.TryParse(fields[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;

        string? Note() => (result, Number("attempts")) switch
        {
            ("canceled", _) => "canceled at the gateway",
            ("completed" or "failed", > 1 and var attempts) => $"the gateway tried {attempts} times",
            ("failed", 0) => "the gateway gave it up before it rang",
            ("completed" or "failed", _) => null,
            _ => $"the gateway's result is '{Shown(result)}'",
        };
    }

    // By the server's clock, unless that would be in the future; the book lets no call end before it was dialed.
    private Instant Ended(long? began, int duration)
    {
        var now = time.Now();
        return began is > 0 and var second && second < now.ToUnixTimeSeconds() - duration
            ? Instant.FromUnixTimeSeconds(second + duration)
            : now;
    }

    private HttpRequestMessage Request(DialRequest request, string start)
    {
        var result = callbacks.AddressOf(name, request.Key)!;
        List<KeyValuePair<string, string>> form =
        [
            new("login", settings.Account!),
            new("pin", settings.Secret!),
            new("phone_number", NumberOf(request)),
            new("start_url", start),
            new("result_url", result.AbsoluteUri),
            .. request.Variables.Where(variable => HandedOn.Contains(variable.Key) && variable.Value.Length > 0),
            new("max_retries", "0"),
            new("scheduled_timestamp", "0"),

            // In words: the clocks may differ.
            new("expiration_time", $"+{Math.Min(MinutesToBegin, settings.LongestCallMinutes)} minutes"),
        ];
        var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(FormEncoding.Encode(form)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");

        // For proxies that repeat requests. The attempt's key alone may be another service's with the same login.
        message.Headers.TryAddWithoutValidation(IdempotencyKeys.Header, result.Segments[^1]);
        return message;
    }

    private string NumberOf(DialRequest request)
    {
        var callerId = request.CallerId is { } own && TenDigits().IsMatch(own) ? own : settings.CallerId;
        var ani = callerId is { Length: > 0 } ? $";ani={callerId}" : "";
        return $"tel:{request.Number.Dial}{ani}{(request.Number.Postd is { } keys ? $";postd={keys}" : "")}";
    }

    private async Task<GatewayAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status is 301 or 307 or 308)
        {
            return NotPlaced($"redirects ({status}); {GatewaySettings.Section}:{name}:Address must be where it leads");
        }

        Duration? wait = OutboundExchange.RetryAfter(response.Headers, time.GetUtcNow()) is { Ticks: > 0 } asks
            ? Duration.FromTimeSpan(asks)
            : null;
        if (status is 401 or 403 or 404 or 405 or 407 or 429 || (status == 503 && wait is not null))
        {
            return NotPlaced($"answered {status}") with { Wait = wait };
        }

        if (status != 200)
        {
            throw new InvalidDataException($"{_address.Host} answered {status}.");
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var text = await BoundedBody.ReadAsync(body, outbound.Value.MaxResponseBytes, ct)
            ?? throw new InvalidDataException(
                $"{_address.Host} answered with more than {outbound.Value.MaxResponseBytes:N0} bytes.");
        var answer = QueueCallAnswer.Read(Encoding.UTF8.GetString(text.Span));
        if (answer.IsQueued)
        {
            return new GatewayAnswer.Placed(answer.CallId is { Length: > 0 and <= MaxReferenceLength } id ? id : null);
        }

        return answer.Errors.FirstOrDefault(ConcernsEveryCall().IsMatch) is { } trouble
            ? NotPlaced($"answered: {Shown(trouble)}")
            : Failed(answer.Errors.Count > 0
                ? Shown(string.Join(' ', answer.Errors))
                : "the gateway refused the call without a reason");
    }

    private GatewayAnswer.Ended Failed(string note) => new(new(false, CalleeType.Failed, time.Now(), 0, note));

    private GatewayAnswer.NotPlaced NotPlaced(string reason) => new($"{_address.Host} {reason}");

    /// <summary>
    /// Words of the server without what it may repeat: the PIN, and telephone numbers in any way of writing.
    /// </summary>
    private string Shown(string words)
    {
        var shown = Numbers().Replace(words.Replace(settings.Secret!, "…", StringComparison.Ordinal), "…");
        return OutboundExchange.Shown(Blanks().Replace(shown, " ").Trim());
    }

    [GeneratedRegex("^[0-9]{10}$")]
    private static partial Regex TenDigits();

    /// <summary>
    /// Login and PIN, and our own result_url, are the same for every call; what the error begins with names another
    /// variable otherwise.
    /// </summary>
    [GeneratedRegex(
        @"^result_url\b|^(?!(?:phone_number|start_url|message_reference|call_parameters|campaign_parameters|max_retries"
        + @"|\w+_time\w*)\b)"
        + @".*\b(?:log-?ins?|pin|sender|account|password|credentials?|authenticat\w*|authoriz\w*)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ConcernsEveryCall();

    [GeneratedRegex(@"\+?\(?(?:\d[ ().-]{0,2}){9,}")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();
}
