using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>Three campaigns of one server on Azurite, at once and in real time, from request to last result.</summary>
public sealed class AzuriteRun : IAsyncLifetime
{
    /// <summary>Calls of the campaign with a calendar.</summary>
    public const int Paced = 100;

    /// <summary>Calls of a queuecalls campaign whose unanswered calls are tried again after a minute.</summary>
    public const int Retried = 40;

    /// <summary>Calls of one that expires before it has come to all of them.</summary>
    public const int Expiring = 300;

    /// <summary>What any of the campaigns may start in a second.</summary>
    public const int CallsPerSecond = 20;

    private readonly AzuriteFixture _azurite = new();
    private PlumServer? _plum;
    private Receiver? _receiver;
    private Task? _played;

    internal PlumServer Plum => _plum!;

    internal Receiver Receiver => _receiver!;

    internal RecordingGateway Gateway { get; } = new() { EndsAtOnce = true };

    public int PacedCampaign { get; private set; }

    public int RetriedCampaign { get; private set; }

    public int ExpiringCampaign { get; private set; }

    public DateTimeOffset Expires { get; private set; }

    private (string Name, string Value)[] Urls =>
        [("start_url", Receiver.StartUrl), ("result_url", Receiver.ResultUrl)];

    /// <summary>Once for all tests; without Azurite each of them is skipped.</summary>
    public Task PlayedAsync() => _played ??= PlayAsync();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await (_plum?.DisposeAsync() ?? default);
        await (_receiver?.DisposeAsync() ?? default);
        await _azurite.DisposeAsync();
    }

    /// <summary>The posts of a campaign's results.</summary>
    internal IReadOnlyList<Received> ResultsOf(int campaign) =>
        [.. Receiver.Results.Where(
            result => result.Delivery().Contains($"-{campaign:D10}-", StringComparison.Ordinal))];

    /// <summary>A campaign's attempts, in the order in which the gateway was asked.</summary>
    internal IReadOnlyList<Asked> AskedOf(int campaign) =>
        [.. Gateway.Asked.Where(asked => asked.Key.Contains($"-{campaign:D10}-", StringComparison.Ordinal))];

    /// <summary>A campaign's counts, as the interface shows them.</summary>
    public async Task<RunCounts> CountsAsync(int campaign)
    {
        var shown = JsonElement
            .Parse(await Plum.Client.GetStringAsync($"api/campaigns/{campaign}"))
            .GetProperty("counts");
        return new(Of("accepted"), Of("completed"), Of("failed"), Of("expired"));

        int Of(string state) => shown.GetProperty(state).GetInt32();
    }

    private async Task PlayAsync()
    {
        var storage = _azurite.ConnectionString;
        _receiver = await Receiver.StartAsync();
        _plum = await PlumServer.StartAsync(new()
        {
            Storage = storage,
            Services = Gateway.Register,
            Settings = new Dictionary<string, string?> { ["Plum:Dialing:CallsPerSecond"] = $"{CallsPerSecond}" },
        });

        // The one that waits a minute first.
        RetriedCampaign = await QueueAsync(
            Retried, ("campaign_name", "retried"), ("max_retries", "1"), ("retry_interval", "60"));
        Expires = DateTimeOffset.FromUnixTimeSeconds(Plum.Time.GetUtcNow().ToUnixTimeSeconds() + 11);
        ExpiringCampaign = await QueueAsync(
            Expiring, ("campaign_name", "expiring"), ("expiration_timestamp", Expires.UnixSeconds()));
        PacedCampaign = await Plum.Client.CreateAroundTheClockAsync(
            Plum.Yesterday(),
            Paced,
            form => form with { StartUrl = Receiver.StartUrl, ResultUrl = Receiver.ResultUrl });
        await Plum.Client.StartCampaignAsync(PacedCampaign);

        await UntilOverAsync(ExpiringCampaign, Expiring);
        await UntilOverAsync(PacedCampaign, Paced);
        await UntilOverAsync(RetriedCampaign, Retried);
    }

    private async Task<int> QueueAsync(int calls, params (string Name, string Value)[] fields) =>
        (await Plum.Client.QueueCallsAsync(CampaignForm.Numbers(calls), [.. Urls, .. fields])).Queued().CampaignId;

    private async Task UntilOverAsync(int campaign, int calls)
    {
        await RealTime.UntilAsync(
            $"the results of {calls} calls of campaign {campaign} are posted",
            () => ResultsOf(campaign).Count >= calls);
        await Plum.UntilFinalAsync(campaign, calls);
    }
}

/// <summary>Calls of a campaign, by what came of them.</summary>
public sealed record RunCounts(int Accepted, int Completed, int Failed, int Expired);
