using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Outbound;
using Polly;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Rest.Api.V2010.Account.Call;
using Twilio.Security;
using TwilioNumber = Twilio.Types.PhoneNumber;

namespace Plum.Functions.Gateways;

/// <summary>Twilio's calls, and those of everybody who speaks its interface.</summary>
/// <remarks>
/// It knows no idempotency: an answer that is lost leaves a call that may ring. Its callback tells of it, by an address
/// that names the attempt; and so do, a quarter of an hour after its end, the events of one of the calls in the list.
/// </remarks>
public sealed class TwilioGateway : IDialGateway
{
    private const string TwilioItself = "https://api.twilio.com";
    private const string SignatureHeader = "X-Twilio-Signature";
    private const int CallsListed = 50;

    /// <summary>Names the attempt in start_url's query where no callback does.</summary>
    private const string AttemptVariable = "attempt";

    /// <summary>How far the gateway's clock may be from ours.</summary>
    private static readonly Duration Skew = Duration.FromMinutes(2);

    private readonly string _name;
    private readonly GatewaySettings _settings;
    private readonly Uri _address;
    private readonly RequestValidator _signatures;
    private readonly IHttpClientFactory _clients;
    private readonly OutboundOptions _outbound;
    private readonly Callbacks _callbacks;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _again;

    public TwilioGateway(
        string name,
        GatewaySettings settings,
        IHttpClientFactory clients,
        IOptions<OutboundOptions> outbound,
        Callbacks callbacks,
        TimeProvider time)
    {
        (_name, _settings, _callbacks, _time) = (name, settings, callbacks, time);
        (_clients, _outbound) = (clients, outbound.Value);
        _address = new(settings.Address is { Length: > 0 } address ? address : TwilioItself);
        _signatures = new(settings.Secret!);
        _again = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new()
            {
                ShouldHandle = new PredicateBuilder().Handle<TwilioRefusal>(no => no.MayRepeat),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = failed =>
                    new((failed.Outcome.Exception as TwilioRefusal)?.RetryAfter?.ToTimeSpan()),
            })
            .Build();
    }

    /// <summary>Why such a gateway cannot be, in a sentence that names the setting; null when it can.</summary>
    /// <param name="section">The settings' own name.</param>
    internal static string? FaultOf(string section, GatewaySettings settings) => settings switch
    {
        { Account: null or "" } => $"{section}:Account is missing: the account's SID at the gateway.",
        { Secret: null or "" } => $"{section}:Secret is missing: the account's auth token.",
        { Address: { Length: > 0 } address } when !IsBase(address) =>
            $"{section}:Address is '{address}', but must be one such as https://api.twilio.com.",
        _ => null,
    };

    private static bool IsBase(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http" && uri.Query.Length == 0;

    public bool TakesIdempotencyKey => false;

    public bool CanLook => true;

    public bool TellsLater => true;

    public Duration LongestCall => Duration.FromMinutes(_settings.LongestCallMinutes);

    public CallScript Plays => CallScript.Twiml;

    public async Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
    {
        if (From(request.CallerId) is not { } from)
        {
            return new GatewayAnswer.NotPlaced(
                "there is no number to call from: neither call nor account has one, "
                + $"and {GatewaySettings.Section}:{_name}:CallerId is not set");
        }

        var options = new CreateCallOptions(new TwilioNumber(request.Number.Dial), new TwilioNumber(from))
        {
            Url = FormEncoding.AddTo(request.StartUrl, request.Variables),
            Method = Twilio.Http.HttpMethod.Post,
            SendDigits = Digits(request.Number.Postd),
            Timeout = _settings.RingSeconds,
            MachineDetection = _settings.DetectMachines ? "Enable" : null,
        };
        if (_callbacks.AddressOf(_name, request.Key) is { } callback)
        {
            (options.StatusCallback, options.StatusCallbackMethod) = (callback, Twilio.Http.HttpMethod.Post);
            options.StatusCallbackEvent = ["completed"]; // the others tell nothing that is kept
        }
        else
        {
            options.Url = FormEncoding.AddTo(options.Url, [new(AttemptVariable, request.Key.ToString())]);
        }

        try
        {
            var call = await AskAsync(client => CallResource.CreateAsync(options, client), places: true, ct);
            return new GatewayAnswer.Placed(
                call.Sid ?? throw new InvalidDataException($"{_address.Host} answers without the call's id"));
        }
        catch (NotTakenException no)
        {
            return new GatewayAnswer.NotPlaced(no.Message);
        }
        catch (TwilioRefusal no) when (!no.IsInDoubt)
        {
            return no.IsAboutTheCall
                ? new GatewayAnswer.Ended(new(false, CalleeType.Failed, _time.Now(), 0, no.Message))
                : new GatewayAnswer.NotPlaced(no.Message, no.RetryAfter);
        }
    }

    public async Task<GatewayAnswer?> LookAsync(OpenCall call, CancellationToken ct)
    {
        if (call.Reference is not { } sid)
        {
            return await FindAsync(call, ct);
        }

        try
        {
            var options = new FetchCallOptions(sid);
            return AnswerOf(await AskAsync(client => CallResource.FetchAsync(options, client), places: false, ct));
        }
        catch (TwilioRefusal no) when (no.IsNotFound)
        {
            return NoSuchCall;
        }
    }

    public CallbackWord Read(Callback callback)
    {
        var fields = callback.Fields.Names.ToDictionary(name => name, name => callback.Fields[name] ?? "");
        if (callback.Headers[SignatureHeader].ToString() is not { Length: > 0 } signature
            || !_signatures.Validate(callback.Address.AbsoluteUri, fields, signature)
            || fields.GetValueOrDefault("AccountSid", _settings.Account!) != _settings.Account)
        {
            return new CallbackWord.Forged();
        }

        var told = DateTimeOffset.TryParse(
            fields.GetValueOrDefault("Timestamp"), CultureInfo.InvariantCulture, out var at)
            ? Instant.FromDateTimeOffset(at)
            : _time.Now();
        var outcome = TwilioOutcomes.Of(
            fields.GetValueOrDefault("CallStatus"),
            fields.GetValueOrDefault("AnsweredBy"),
            fields.GetValueOrDefault("SipResponseCode"),
            Seconds(fields.GetValueOrDefault("CallDuration")),
            Instant.Min(told, _time.Now()));
        return outcome is null ? new CallbackWord.GoesOn() : new CallbackWord.Over(outcome);
    }

    public async Task<bool> TryHangUpAsync(OpenCall call, CancellationToken ct)
    {
        if (call.Reference is not { } sid)
        {
            return false;
        }

        try
        {
            var options = new UpdateCallOptions(sid) { Status = CallResource.UpdateStatusEnum.Completed };
            await AskAsync(client => CallResource.UpdateAsync(options, client), places: false, ct);
            return true;
        }
        catch (Exception e) when (e is NotTakenException or TwilioRefusal)
        {
            return false;
        }
    }

    private static GatewayAnswer NoSuchCall => new GatewayAnswer.NotPlaced("the gateway has no such call");

    // A call whose reference was lost, among the newest of the same two numbers: without the list's filter by start,
    // which calls that wait at the gateway do not have yet. Nothing in the list names the attempt, so a call is taken
    // for it only when its events do: another campaign may have called the same number in the same minute.
    private async Task<GatewayAnswer?> FindAsync(OpenCall call, CancellationToken ct)
    {
        var (to, from) = (call.Number.Dial, From(call.CallerId));
        var options = new ReadCallOptions
        {
            To = new(to),
            From = from is null ? null : new(from),
            PageSize = CallsListed,
        };
        var listed = await AskAsync(
            async client =>
            {
                var page = await CallResource.ReadAsync(options, client);
                page.AutoPaging = false;
                return page.ToList();
            },
            places: false,
            ct);
        var (first, last) = (call.DialedAt - Skew, call.DialedAt + Skew);
        var mayBe = listed.Where(each => each.To == to && At(each.DateCreated) is { } at && at >= first && at <= last);
        var isWhole = listed.Count < CallsListed || listed.Any(each => At(each.DateCreated) < first);
        foreach (var each in mayBe)
        {
            switch (await IsOfAsync(each, call.Key, ct))
            {
                case true:
                    return AnswerOf(each);
                case null:
                    isWhole = false;
                    break;
            }
        }

        return isWhole ? NoSuchCall : null;
    }

    // Events begin with the request that placed the call, and so with our addresses in it. Null when it has none: they
    // come a quarter of an hour after a call's end, and not from everybody who speaks the interface.
    private async Task<bool?> IsOfAsync(CallResource call, AttemptKey attempt, CancellationToken ct)
    {
        try
        {
            var events = await AskAsync(
                async client =>
                {
                    var page = await EventResource.ReadAsync(call.Sid, client: client);
                    page.AutoPaging = false; // the first tells
                    return page.ToList();
                },
                places: false,
                ct);
            var requests = string.Concat(events.Select(each => each.Request));
            return requests.Length == 0 ? null : Names(requests, attempt);
        }
        catch (TwilioRefusal no) when (no.IsNotFound)
        {
            return null;
        }
    }

    private static bool Names(string requests, AttemptKey attempt) =>
        Regex.IsMatch(requests, $@"(?:/|{AttemptVariable}=){Regex.Escape(attempt.ToString())}(?!\d)");

    private GatewayAnswer AnswerOf(CallResource call)
    {
        var ended = At(call.EndTime) ?? _time.Now();
        var outcome = TwilioOutcomes.Of(
            call.Status?.ToString(), call.AnsweredBy, null, Seconds(call.Duration), Instant.Min(ended, _time.Now()));
        return outcome is null ? new GatewayAnswer.Placed(call.Sid) : new GatewayAnswer.Ended(outcome);
    }

    private async Task<T> AskAsync<T>(Func<TwilioRestClient, Task<T>> ask, bool places, CancellationToken ct)
        where T : class =>
        await _again.ExecuteAsync(async stop => await AskOnceAsync(ask, places, stop), ct);

    private async Task<T> AskOnceAsync<T>(Func<TwilioRestClient, Task<T>> ask, bool places, CancellationToken ct)
        where T : class
    {
        // A kept connection may be closed just as it is used again: then nobody would know whether it rings.
        var connection = _clients.CreateClient(places ? OutboundHttp.FreshClientName : OutboundHttp.ClientName);
        var http = new TwilioHttp(connection, _address, _outbound, _time.GetUtcNow(), ct);
        try
        {
            var client = new TwilioRestClient(_settings.Account, _settings.Secret, httpClient: http);
            return await ask(client) ?? throw new InvalidDataException("The answer is empty.");
        }
        catch (ApiConnectionException e) when (e.InnerException is { } fault)
        {
            // Around it is the whole address, with the numbers in it.
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
        catch (TwilioException e) when (http.Status >= 400)
        {
            throw Refusal(http, e, places);
        }
        catch (Exception e) when (http.Status is >= 200 and < 300 && e is not OperationCanceledException)
        {
            throw new InvalidDataException($"{_address.Host} answers {http.Status} with something that is no call");
        }
    }

    private TwilioRefusal Refusal(TwilioHttp http, TwilioException e, bool places)
    {
        var (status, wait) = (http.Status, http.RetryAfter);
        var answer = $"{_address.Host} answers {status}";
        return e is ApiException { Status: > 0 } told
            ? new(status, told.Code, true, places, $"{answer} (code {told.Code}): {LogPrivacy.Of(told.Message)}", wait)
            : new(
                status, 0, false, places, $"{answer} in a form that is not the gateway's; is its Address right?", wait);
    }

    private string? From(string? callerId) => callerId is ['+', ..] ? callerId
        : callerId is not null ? $"+1{callerId}"
        : _settings.CallerId is { Length: > 0 } own ? own
        : null;

    // p and w are pauses; here only w is one.
    private static string? Digits(string? postd) =>
        postd?.ToUpperInvariant().Replace('P', 'w').Replace('W', 'w');

    private static int Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    private static Instant? At(DateTime? time) => time switch
    {
        null => null,
        { Kind: DateTimeKind.Unspecified } utc => Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
        { } at => Instant.FromDateTimeUtc(at.ToUniversalTime()),
    };
}
