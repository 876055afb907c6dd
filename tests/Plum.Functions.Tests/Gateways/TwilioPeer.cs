using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Tests.Gateways;

/// <summary>A server that speaks Twilio's interface of calls, as well and as badly as a test wants it.</summary>
internal sealed class TwilioPeer : IAsyncDisposable
{
    public const string Account = "AC00000000000000000000000000000001";
    public const string Secret = "the-auth-token-of-the-peer";

    private static readonly TimeSpan Ring = TimeSpan.FromSeconds(3);

    private readonly WebApplication _web;
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<PeerCall> _placed = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<Task, bool> _calling = new();
    private readonly CancellationTokenSource _over = new();
    private int _count;
    private int _calledBack;

    private TwilioPeer(WebApplication web) => _web = web;

    /// <summary>Not at the root of its host, as with those who are not Twilio itself.</summary>
    public string Address => _web.Urls.Single() + "/api/laml";

    /// <summary>Where the service listens whose public address is another.</summary>
    public Uri? Service
    {
        get => Services is [var first, ..] ? first : null;
        set => Services = value is null ? [] : [value];
    }

    /// <summary>
    /// Where its processes listen. Each callback is for the next of them, as behind a balancer, or for whichever is
    /// there.
    /// </summary>
    public IReadOnlyList<Uri> Services { get; set; } = [];

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What comes of a call.</summary>
    public Func<PeerCall, PeerOutcome> Outcome { get; set; } = _ => new("completed", 20, "human");

    /// <summary>Answers a request in place of the peer when it says so.</summary>
    public Func<HttpContext, Task<bool>> Trouble { get; set; } = _ => Task.FromResult(false);

    /// <summary>Which calls are placed without an answer that says so; by their index, as the others.</summary>
    public Func<int, bool> LosesAnswer { get; set; } = _ => false;

    public Func<int, bool> LosesCallback { get; set; } = _ => false;

    public Func<int, bool> RepeatsCallback { get; set; } = _ => false;

    public Func<int, bool> CallsBackLate { get; set; } = _ => false;

    /// <summary>Whether it tells what a call was placed with. Not everybody who speaks the interface does.</summary>
    public bool TellsOfEvents { get; set; } = true;

    /// <summary>How long after a call's end it does.</summary>
    public TimeSpan EventsAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Told of each call before its placing is answered.</summary>
    public Func<PeerCall, Task> WhenPlaced { get; set; } = _ => Task.CompletedTask;

    /// <summary>Told of each call whose callback has been sent, or lost.</summary>
    public Action<PeerCall> WhenToldOf { get; set; } = _ => { };

    /// <summary>Whether a call is over, and its callback answered, before its placing is.</summary>
    public bool CallsBackFirst { get; set; }

    /// <summary>Every call that was placed, in order.</summary>
    public IReadOnlyList<PeerCall> Placed => [.. _placed];

    /// <summary>Every request, as method, path and query.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <param name="port">Where it listens; 0 for any.</param>
    public static async Task<TwilioPeer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var web = builder.Build();
        var peer = new TwilioPeer(web);
        web.Use(peer.ReceiveAsync);
        const string calls = "/api/laml/2010-04-01/Accounts/{account}/Calls";
        web.MapPost(calls + ".json", peer.PlaceAsync);
        web.MapGet(calls + ".json", peer.ListAsync);
        web.MapGet(calls + "/{sid}.json", peer.FetchAsync);
        web.MapPost(calls + "/{sid}.json", peer.EndAsync);
        web.MapGet(calls + "/{sid}/Events.json", peer.EventsAsync);
        await web.StartAsync();
        return peer;
    }

    /// <summary>Takes up a call that was placed in an earlier life, with the same index.</summary>
    /// <param name="toldOf">Whether its callback was sent, or lost, then.</param>
    public void TakeUp(PeerCall call, bool toldOf)
    {
        var index = int.Parse(call.Sid[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _count = Math.Max(_count, index + 1);
        _placed.Enqueue(call);
        if (!toldOf)
        {
            _ = LiveAsync(call, index);
        }
    }

    /// <summary>Settings of a gateway that leads here.</summary>
    public Dictionary<string, string?> Settings(string name = "main") => SettingsOf(Address, name);

    /// <summary>Settings of a gateway that leads to such a peer.</summary>
    public static Dictionary<string, string?> SettingsOf(string address, string name = "main") => new()
    {
        [$"Plum:Gateways:{name}:Kind"] = "twilio",
        [$"Plum:Gateways:{name}:Address"] = address,
        [$"Plum:Gateways:{name}:Account"] = Account,
        [$"Plum:Gateways:{name}:Secret"] = Secret,
        [$"Plum:Gateways:{name}:CallerId"] = "+16175550199",
        ["Plum:Callbacks:Address"] = "https://calls.example.com/",
        ["Plum:Callbacks:Key"] = Convert.ToBase64String(new byte[32]),
    };

    /// <summary>Until every callback that has been sent is answered.</summary>
    public Task CalledBackAsync() => Task.WhenAll(_calling.Keys);

    /// <summary>Posts a form to an address of the service as Twilio does.</summary>
    public async Task<HttpResponseMessage> CallBackAsync(
        Uri address,
        IReadOnlyDictionary<string, string> form,
        string secret = Secret,
        Uri? signedFor = null,
        IReadOnlyDictionary<string, string>? signed = null)
    {
        var first = Interlocked.Increment(ref _calledBack);
        for (var i = 0; ; i++)
        {
            var service = Services[(first + i) % Services.Count];
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service, address.PathAndQuery));
            request.Headers.Add("X-Twilio-Signature", Signature(signedFor ?? address, signed ?? form, secret));
            request.Content = new FormUrlEncodedContent(form);
            try
            {
                return await _http.SendAsync(request, _over.Token);
            }
            catch (HttpRequestException) when (i + 1 < Services.Count)
            {
                // the next one, then
            }
        }
    }

    /// <summary>What a callback of a call says.</summary>
    public Dictionary<string, string> Word(PeerCall call)
    {
        var word = new Dictionary<string, string>
        {
            ["AccountSid"] = Account,
            ["CallSid"] = call.Sid,
            ["From"] = call.Form["From"],
            ["To"] = call.Form["To"],
            ["CallStatus"] = call.Status(Clock),
            ["CallDuration"] = call.Outcome.Seconds.ToString(CultureInfo.InvariantCulture),
            ["Timestamp"] = Rfc2822(call.EndsAt),
            ["ApiVersion"] = "2010-04-01",
            ["CallerCity"] = "", // what it does not know it sends empty
        };
        if (call.Outcome.Sip is { } sip)
        {
            word["SipResponseCode"] = sip;
        }

        if (call.AnsweredBy is { } answeredBy)
        {
            word["AnsweredBy"] = answeredBy;
        }

        return word;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _web.DisposeAsync();
        _http.Dispose();
        _over.Dispose();
    }

    private async Task ReceiveAsync(HttpContext http, RequestDelegate next)
    {
        _asked.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        if (await Trouble(http))
        {
            return;
        }

        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Secret}"));
        await (
            http.Request.Headers.Authorization == basic ? next(http) : RefuseAsync(http, 401, 20003, "Authenticate"));
    }

    private async Task PlaceAsync(HttpContext http)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(
            field => field.Key, field => field.Value.ToString());
        if (!form["To"].StartsWith("+1617", StringComparison.Ordinal))
        {
            await RefuseAsync(http, 400, 21211, $"The 'To' number {form["To"]} is not a valid phone number.");
            return;
        }

        var now = Clock.GetUtcNow();
        var index = Interlocked.Increment(ref _count) - 1;
        var call = new PeerCall($"CA{index:x32}", form, now, now + Ring);
        call.Outcome = Outcome(call);
        await WhenPlaced(call);
        _placed.Enqueue(call);
        if (CallsBackFirst)
        {
            call.HungUp = true;
            (await CallBackAsync(new(form["StatusCallback"]), Word(call))).EnsureSuccessStatusCode();
        }
        else
        {
            _ = LiveAsync(call, index);
        }

        if (LosesAnswer(index))
        {
            http.Abort();
            return;
        }

        await http.Response.WriteAsJsonAsync(Shown(call));
    }

    private async Task ListAsync(HttpContext http)
    {
        var (to, from) = (http.Request.Query["To"].ToString(), http.Request.Query["From"].ToString());
        var calls = Placed.Reverse().Where(
            call => (to == "" || call.Form["To"] == to) && (from == "" || call.Form["From"] == from));
        await http.Response.WriteAsJsonAsync(new Dictionary<string, object?>
        {
            ["calls"] = calls.Take(50).Select(Shown).ToList(),
            ["page"] = 0,
            ["page_size"] = 50,
            ["first_page_uri"] = http.Request.Path.ToString(),
            ["next_page_uri"] = http.Request.Path.ToString() + "?Page=1",
            ["uri"] = http.Request.Path.ToString(),
        });
    }

    private async Task FetchAsync(HttpContext http)
    {
        var sid = (string)http.Request.RouteValues["sid"]!;
        await (Placed.FirstOrDefault(call => call.Sid == sid) is { } call
            ? http.Response.WriteAsJsonAsync(Shown(call))
            : RefuseAsync(http, 404, 20404, $"The requested resource {http.Request.Path} was not found"));
    }

    // What the call was placed with, a quarter of an hour after its end (Twilio's Events subresource).
    private async Task EventsAsync(HttpContext http)
    {
        var call = Placed.First(each => each.Sid == (string)http.Request.RouteValues["sid"]!);
        var parameters = call.Form.ToDictionary(
            field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key), field => field.Value);
        object[] events = TellsOfEvents && Clock.GetUtcNow() >= call.EndsAt + EventsAfter
            ? [new { request = new { url = Address, method = "POST", parameters }, response = new { } }]
            : [];
        await http.Response.WriteAsJsonAsync(new Dictionary<string, object?>
        {
            ["events"] = events,
            ["page"] = 0,
            ["page_size"] = 50,
            ["first_page_uri"] = http.Request.Path.ToString(),
            ["next_page_uri"] = null,
            ["uri"] = http.Request.Path.ToString(),
        });
    }

    private async Task EndAsync(HttpContext http)
    {
        var sid = (string)http.Request.RouteValues["sid"]!;
        var call = Placed.First(each => each.Sid == sid);
        call.HungUp = (await http.Request.ReadFormAsync())["Status"] == "completed";
        await http.Response.WriteAsJsonAsync(Shown(call));
    }

    private static Task RefuseAsync(HttpContext http, int status, int code, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new { code, message, more_info = $"https://www.twilio.com/docs/errors/{code}", status });
    }

    // A call from its placing to its callback.
    private async Task LiveAsync(PeerCall call, int index)
    {
        if (call.AnsweredAt - Clock.GetUtcNow() is var ringing && ringing > TimeSpan.Zero)
        {
            await Task.Delay(ringing, Clock, _over.Token);
            if (call.Outcome.Status == "completed")
            {
                await Track(FetchScriptAsync(call));
            }
        }

        // Timers may fire a moment early: the call would still go on.
        for (var left = call.EndsAt - Clock.GetUtcNow(); left > TimeSpan.Zero; left = call.EndsAt - Clock.GetUtcNow())
        {
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), Clock, _over.Token);
        }

        if (LosesCallback(index) || !call.Form.TryGetValue("StatusCallback", out var address))
        {
            WhenToldOf(call);
            return;
        }

        if (CallsBackLate(index))
        {
            await Task.Delay(TimeSpan.FromSeconds(40), Clock, _over.Token);
        }

        try
        {
            for (var i = 0; i < (RepeatsCallback(index) ? 2 : 1); i++)
            {
                (await Track(CallBackAsync(new(address), Word(call)))).Dispose();
            }
        }
        finally
        {
            if (!_over.IsCancellationRequested)
            {
                WhenToldOf(call); // nobody who was not there is called again
            }
        }
    }

    private async Task<string> FetchScriptAsync(PeerCall call)
    {
        using var fields = new FormUrlEncodedContent([new("CallSid", call.Sid), new("CallStatus", "in-progress")]);
        using var answer = await _http.PostAsync(new Uri(call.Form["Url"]), fields, _over.Token);
        return call.Script = await answer.Content.ReadAsStringAsync(_over.Token);
    }

    private async Task<T> Track<T>(Task<T> calling)
    {
        _calling.TryAdd(calling, true);
        try
        {
            return await calling;
        }
        finally
        {
            _calling.TryRemove(calling, out _);
        }
    }

    private Dictionary<string, string?> Shown(PeerCall call)
    {
        var (status, now) = (call.Status(Clock), Clock.GetUtcNow());
        return new()
        {
            ["sid"] = call.Sid,
            ["account_sid"] = Account,
            ["date_created"] = Rfc2822(call.PlacedAt),
            ["date_updated"] = Rfc2822(now),
            ["to"] = call.Form["To"],
            ["from"] = call.Form["From"],
            ["status"] = status,
            ["start_time"] = now < call.AnsweredAt ? null : Rfc2822(call.AnsweredAt),
            ["end_time"] = now < call.EndsAt ? null : Rfc2822(call.EndsAt),
            ["duration"] = now < call.EndsAt ? null : call.Outcome.Seconds.ToString(CultureInfo.InvariantCulture),
            ["direction"] = "outbound-api",
            ["answered_by"] = now < call.AnsweredAt ? null : call.AnsweredBy,
            ["api_version"] = "2010-04-01",
        };
    }

    private static string Rfc2822(DateTimeOffset at) =>
        at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);

    private static string Signature(Uri address, IReadOnlyDictionary<string, string> form, string secret)
    {
        var fields = form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value);
        var signed = address.AbsoluteUri + string.Concat(fields);
#pragma warning disable CA5350 // Twilio's choice
        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
    }
}

/// <summary>What is to come of a call.</summary>
internal sealed record PeerOutcome(string Status, int Seconds = 0, string? AnsweredBy = null, string? Sip = null);

/// <summary>A call of the peer.</summary>
/// <param name="Form">As it was placed.</param>
internal sealed record PeerCall(
    string Sid, IReadOnlyDictionary<string, string> Form, DateTimeOffset PlacedAt, DateTimeOffset AnsweredAt)
{
    public PeerOutcome Outcome { get; set; } = new("completed");

    /// <summary>What its Url answered.</summary>
    public string? Script { get; set; }

    public bool HungUp { get; set; }

    public DateTimeOffset EndsAt => AnsweredAt.AddSeconds(Outcome.Seconds);

    /// <summary>Told by those who were asked to detect machines.</summary>
    public string? AnsweredBy => Form.ContainsKey("MachineDetection") ? Outcome.AnsweredBy : null;

    public string Status(TimeProvider clock) => clock.GetUtcNow() is var now && HungUp || now >= EndsAt ? Outcome.Status
        : now >= AnsweredAt ? "in-progress"
        : "queued";
}
