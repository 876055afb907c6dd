using System.Net;
using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>The service, the customer's own server, and a record of everything that was dialed.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<QueuedCall> _calls = [];
    private readonly Dictionary<int, List<Pause>> _pauses = [];
    private readonly Dictionary<int, DateTimeOffset> _stopped = [];

    private Scene(PlumServer plum, Receiver receiver, RecordingGateway gateway)
    {
        (Plum, Receiver, Gateway) = (plum, receiver, gateway);
        receiver.Clock = plum.Time;
    }

    public PlumServer Plum { get; }

    public Receiver Receiver { get; }

    public RecordingGateway Gateway { get; }

    public DateTimeOffset Now => Plum.Time.GetUtcNow();

    /// <summary>Every call that was answered as queued.</summary>
    public IReadOnlyList<QueuedCall> Calls => _calls;

    /// <summary>Campaigns that stand still now.</summary>
    public IEnumerable<int> Stopped => _stopped.Keys;

    public IEnumerable<int> Campaigns => _calls.Select(call => call.Campaign).Distinct();

    public static async Task<Scene> BeginAsync(PlumServerOptions? options = null)
    {
        var gateway = new RecordingGateway();
        options ??= new();
        var plum = await PlumServer.StartAsync(options with { Services = services => gateway.Register(services) });
        return new(plum, await Receiver.StartAsync(), gateway);
    }

    /// <summary>The addresses of the customer's server, to be sent with a request.</summary>
    public (string Name, string Value)[] Urls => [("start_url", Receiver.StartUrl), ("result_url", Receiver.ResultUrl)];

    public void Add(params IEnumerable<QueuedCall> calls) => _calls.AddRange(calls);

    public async Task StopAsync(int campaign)
    {
        await Plum.StopCampaignAsync(campaign);
        _stopped[campaign] = Now;
    }

    public async Task StartAsync(int campaign)
    {
        Assert.True(_stopped.Remove(campaign, out var from));
        if (campaign == await Plum.DefaultCampaignAsync()
            || _calls.Any(call => call.Campaign == campaign && call.Expires > Now))
        {
            await Plum.Client.StartCampaignAsync(campaign); // one that has expired is over
        }

        _pauses.TryAdd(campaign, []);
        _pauses[campaign].Add(new(from, Now));
    }

    /// <summary>Cancels a call if it can be; says so on the call.</summary>
    public async Task CancelAsync(QueuedCall call)
    {
        using var answer =
            await Plum.Client.PostAsync($"api/campaigns/{call.Campaign}/calls/{call.CallId}/cancel", null);
        Assert.True(
            answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict,
            await answer.Content.ReadAsStringAsync());
        if (answer.IsSuccessStatusCode)
        {
            NoteCanceled(call);
        }
    }

    public async Task CancelAllAsync(int campaign)
    {
        var from = Now;
        var canceled = await Plum.CancelAllAsync(campaign);
        var news = 0;
        foreach (var call in _calls.Where(call => call.Campaign == campaign && call.CanceledAt is null).ToList())
        {
            var shown =
                JsonElement.Parse(await Plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls/{call.CallId}"));
            if (shown.GetProperty("state").GetString() == "canceled")
            {
                news++;
                NoteCanceled(call);
            }
        }

        Assert.Equal(canceled, news);
        if (!_stopped.ContainsKey(campaign))
        {
            // Nothing is dialed until the order is worked off.
            _pauses.TryAdd(campaign, []);
            _pauses[campaign].Add(new(from, Now) { LastsInPart = true });
        }
    }

    private void NoteCanceled(QueuedCall call)
    {
        if (call.CanceledAt is null)
        {
            _calls[_calls.IndexOf(call)] = call with { CanceledAt = Now };
        }
    }

    public async Task RestartAsync()
    {
        await Plum.RestartAsync();
        Receiver.Clock = Plum.Time;
    }

    /// <summary>P4: the counts of every campaign add up.</summary>
    public async Task CheckCountsAsync()
    {
        foreach (var campaign in Campaigns)
        {
            var counts = await Plum.CountsAsync(campaign);
            Assert.Equal(_calls.Count(call => call.Campaign == campaign), counts.Accepted);
            Assert.Equal(counts.Accepted, counts.Waiting + counts.Retrying + counts.InFlight + counts.Final);
            Assert.True(counts is { Waiting: >= 0, Retrying: >= 0, InFlight: >= 0 }, counts.ToString());
        }
    }

    /// <summary>P1, P3 and P6, call by call; everything is over now.</summary>
    public async Task CheckEverythingAsync()
    {
        await CheckCountsAsync();
        Assert.Equal(Gateway.Asked.Count, Gateway.Asked.Select(asked => asked.Key).Distinct().Count());
        Assert.Equal(_calls.Count, _calls.Select(call => call.CallId).Distinct().Count());
        var dials = Gateway.Asked.ToLookup(asked => asked.CallId);
        var starts = Receiver.Starts.ToLookup(start => start["call_id"]);
        var results = Receiver.Results.ToLookup(result => result["call_id"]);
        foreach (var call in _calls)
        {
            var id = call.CallId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            call.Check(
                [.. dials[call.CallId].Select(DialOf)],
                _pauses.GetValueOrDefault(call.Campaign) ?? [],
                starts[id],
                results[id]);
        }

        Assert.Equal(
            _calls.Select(call => call.CallId).Order(), results.Select(result => int.Parse(result.Key)).Order());
    }

    public async ValueTask DisposeAsync()
    {
        await Plum.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private Dial DialOf(Asked asked) => new(asked.Attempt, asked.At, Gateway.Placed[asked.Key]);
}
