using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Core.Calls;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// A campaign, what a random user does to it over some days, and what may be expected of it in consequence.
/// </summary>
internal sealed class Story
{
    private readonly PlumServer _plum;
    private readonly Random _random;
    private readonly int _campaign;
    private readonly List<(DateTimeOffset From, Calendar Calendar)> _calendars = [];
    private DateTimeOffset? _stopped;

    private Story(PlumServer plum, Random random, int campaign, int calls)
    {
        _plum = plum;
        _random = random;
        _campaign = campaign;
        Accepted = calls;
    }

    public long Accepted { get; private set; }

    public CampaignCounts Final { get; private set; } = null!;

    /// <summary>From the answer to a stop to the request to start again.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> Stopped { get; } = [];

    public static async Task<Story> BeginAsync(
        PlumServer plum, Demo.Receiver receiver, Random random, bool retries = true)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon", "tue", "thu");
        await plum.Client.CreateProfileAsync("morning", random.Next(1, 60), random.Next(1, 90), random.Next(0, 20));
        await plum.Client.CreateProfileAsync("evening", random.Next(1, 200), random.Next(1, 300), random.Next(0, 60));
        var calls = random.Next(50, 400);
        var campaign = await plum.Client.CreateCampaignAsync(new(schedule, Windows(random), CampaignForm.Numbers(calls))
        {
            StartUrl = receiver.StartUrl,
            ResultUrl = receiver.ResultUrl,
            EndDate = "2022-01-12",
            MaxRetries = retries ? random.Next(0, 3) : 0,
            RetryInterval = random.Next(60, 2_000),
        });
        var story = new Story(plum, random, campaign, calls);
        await story.StartAsync();
        return story;
    }

    public async Task<Forecast> ForecastAsync()
    {
        var setup =
            (await _plum.Services.GetRequiredService<CampaignTable>().LoadSetupAsync(new("demo", _campaign), default))!;
        var anchor = setup.Campaign.Value.Anchor;
        return new(
            setup.Calendar,
            anchor,
            anchor,
            Accepted,
            _plum.Services.GetRequiredService<IOptions<DialingOptions>>().Value.CallsPerSecond);
    }

    /// <summary>Calls whose cancel was answered with success, or that waited when all were canceled.</summary>
    public HashSet<long> Canceled { get; } = [];

    public Task GoOnAsync() => _random.Next(9) switch
    {
        7 => CancelSomeAsync(),
        8 => _random.Next(5) == 0 ? CancelAllAsync() : CancelSomeAsync(),
        0 => _stopped is null ? StopAsync() : StartAsync(),
        1 => AddAsync(),
        2 => EditAsync(),
        3 => _plum.RestartAsync(),
        _ => _stopped is null ? Task.CompletedTask : StartAsync(),
    };

    /// <summary>P4: the counts add up at every instant.</summary>
    public async Task CheckCountsAsync()
    {
        var counts = await _plum.CountsAsync(_campaign);
        Assert.Equal(Accepted, counts.Accepted);
        Assert.Equal(counts.Accepted, counts.Waiting + counts.Retrying + counts.InFlight + counts.Final);
        Assert.True(counts is { Waiting: >= 0, Retrying: >= 0, InFlight: >= 0 }, counts.ToString());
    }

    public async Task EndAsync()
    {
        if (_stopped is not null)
        {
            await StartAsync();
        }

        await _plum.AdvanceToAsync(new(2022, 1, 14, 12, 0, 0, TimeSpan.Zero));
        Final = await _plum.CountsAsync(_campaign);
    }

    public Calendar CalendarAt(DateTimeOffset at) => _calendars.Last(entry => entry.From <= at).Calendar;

    /// <summary>Stretches in which the same window was open under the same calendar without a break.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To, Pace Pace)> Paces()
    {
        var changes = _calendars
            .Select(entry => entry.From)
            .Concat(Stopped.Select(pause => pause.To))
            .Append(DateTimeOffset.MaxValue.AddDays(-1))
            .Order()
            .ToList();
        foreach (var (from, to) in changes.Zip(changes.Skip(1)))
        {
            var calendar = CalendarAt(from);
            for (var day = calendar.FirstDay; day <= calendar.LastDay; day = day.PlusDays(1))
            {
                foreach (var window in calendar.Windows)
                {
                    var opens =
                        new DateTimeOffset(day.At(window.Start).ToDateTimeUnspecified(), TimeSpan.FromHours(-5));
                    var closes = new DateTimeOffset(day.At(window.End).ToDateTimeUnspecified(), TimeSpan.FromHours(-5));
                    yield return (opens > from ? opens : from, closes < to ? closes : to, window.Pace);
                }
            }
        }
    }

    private async Task StartAsync()
    {
        if (_stopped is { } from)
        {
            Stopped.Add((from, _plum.Time.GetUtcNow()));
            _stopped = null;
        }

        await _plum.Client.StartCampaignAsync(_campaign);
        await NoteCalendarAsync();
    }

    private async Task StopAsync()
    {
        await _plum.StopCampaignAsync(_campaign);
        _stopped = _plum.Time.GetUtcNow();
    }

    private async Task AddAsync()
    {
        var numbers = Enumerable.Range(0, _random.Next(1, 30)).Select(i => $"tel:+1617556{i:D4}").ToArray();
        await _plum.Client.AddCallsAsync(_campaign, numbers);
        Accepted += numbers.Length;
    }

    private async Task CancelSomeAsync()
    {
        var calls = JsonElement.Parse(await _plum.Client.GetStringAsync($"api/campaigns/{_campaign}/calls?limit=1000"));
        foreach (var position in Enumerable
            .Range(0, _random.Next(1, 20))
            .Select(_ => _random.Next(calls.GetArrayLength()))
            .Distinct())
        {
            using var answer = await _plum.Client.PostAsync(
                $"api/campaigns/{_campaign}/calls/{calls[position].GetProperty("call_id").GetInt32()}/cancel", null);
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict,
                await answer.Content.ReadAsStringAsync());
            if (answer.IsSuccessStatusCode)
            {
                Canceled.Add(position);
            }
        }
    }

    private async Task CancelAllAsync()
    {
        var canceled = await _plum.CancelAllAsync(_campaign);
        var calls = JsonElement.Parse(
            await _plum.Client.GetStringAsync($"api/campaigns/{_campaign}/calls?limit=1000&state=canceled"));
        Assert.True(calls.GetArrayLength() >= canceled);
        var all = JsonElement
            .Parse(await _plum.Client.GetStringAsync($"api/campaigns/{_campaign}/calls?limit=1000"))
            .EnumerateArray()
            .ToList();
        Canceled.UnionWith(Enumerable
            .Range(0, all.Count)
            .Where(i => all[i].GetProperty("state").GetString() == "canceled")
            .Select(i => (long)i));
        await NoteCalendarAsync(); // a new epoch, the same period
    }

    private async Task EditAsync()
    {
        using var response = await _plum.Client.PatchAsync(
            $"api/campaigns/{_campaign}", JsonContent.Create(new { profiles = Windows(_random) }));
        response.EnsureSuccessStatusCode();
        await NoteCalendarAsync();
    }

    private async Task NoteCalendarAsync()
    {
        var setup = await _plum.Services
            .GetRequiredService<CampaignTable>()
            .LoadSetupAsync(new("demo", _campaign), default);
        _calendars.Add((_plum.Time.GetUtcNow(), setup!.Calendar));
    }

    private static string Windows(Random random)
    {
        var first = random.Next(6, 11);
        var second = random.Next(first + 2, 16);
        return $$"""
            [{"profile":"morning","start_time":"{{first:D2}}:{{random.Next(60):D2}}","end_time":"{{first + 2:D2}}:00"},
             {"profile":"evening","start_time":"{{second:D2}}:{{random.Next(1, 60):D2}}","end_time":"{{second
                 + 5:D2}}:30"}]
            """;
    }
}
