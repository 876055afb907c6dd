using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The service as a process on one folder, which is killed and started again, on a carrier that does not recognise
/// attempts.
/// </summary>
internal sealed class KilledService : IAsyncDisposable
{
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 9, 0, 0, TimeSpan.FromHours(-5));
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-kill-").FullName;
    private PlumProcess _process = null!;
    private int _lives;

    private KilledService(Receiver receiver) => Receiver = receiver;

    public Receiver Receiver { get; }

    public HttpClient Client => _process.Client;

    public (string Name, string Value)[] Urls => [("start_url", Receiver.StartUrl), ("result_url", Receiver.ResultUrl)];

    public static async Task<KilledService> StartAsync()
    {
        var service = new KilledService(await Receiver.StartAsync());
        await service.StartProcessAsync();
        return service;
    }

    /// <summary>
    /// Kills it, and starts it a day later by its clock, which is later than whatever it had come to.
    /// </summary>
    public async Task KillAndStartAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
        await StartProcessAsync();
    }

    /// <summary>The campaigns by name.</summary>
    public async Task<Dictionary<string, int>> CampaignsAsync() =>
        JsonElement.Parse(await Client.GetStringAsync("api/campaigns?kind=queued&limit=1000")).EnumerateArray()
            .ToDictionary(
                campaign => campaign.GetProperty("campaign_name").GetString()!,
                campaign => campaign.GetProperty("campaign_id").GetInt32());

    /// <summary>
    /// Waits until every call of the campaigns is over and its result posted; returns how many calls each has.
    /// </summary>
    /// <remarks>
    /// A lost one would never come, and the runner ends a test that hangs. What makes time pass is a call in two hours.
    /// </remarks>
    public async Task<Dictionary<string, long>> FinishAsync()
    {
        var answer =
            await Client.QueueCallAsync([.. Urls, ("phone_number", "16175559999"), ("scheduled_time", "+2 hours")]);
        answer.Queued();
        while (true)
        {
            var accepted = new Dictionary<string, long>();
            var over = true;
            foreach (var (name, id) in await CampaignsAsync())
            {
                var counts = JsonElement
                    .Parse(await Client.GetStringAsync($"api/campaigns/{id}"))
                    .GetProperty("counts");
                accepted[name] = counts.GetProperty("accepted").GetInt64();
                over &= counts
                    .GetProperty("completed")
                    .GetInt64() + counts.GetProperty("failed").GetInt64() == accepted[name];
            }

            if (over
                && Receiver.Results.Select(result => result["call_id"]).Distinct().Count() == accepted.Values.Sum())
            {
                return accepted;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Receiver.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartProcessAsync() => _process = await PlumProcess.StartAsync(
        _folder,
        Begin.AddDays(_lives++),
        "--Plum:Gateway:TakesIdempotencyKey=false",
        "--Plum:Gateway:LongestCallSeconds=20");
}
