using System.Net.Http.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Console;

/// <summary>
/// Every page of the console, light and dark, wide and 360 px: axe finds nothing, nothing is wider than the screen, no
/// script fails, and no other host is asked; the keyboard alone does, and suspending all can be broken off. The clock
/// stands still in the middle of a campaign.
/// </summary>
public sealed class ConsolePagesTests
{
    [Fact]
    public async Task EveryPage_HasNoViolation_InEveryLook()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Fail("/result.php", 1, status: 410);
        await using var plum = await PlumServer.StartAsync(new()
        {
            Start = new(2026, 11, 23, 8, 30, 0, TimeSpan.FromHours(-5)),
            Settings = new Dictionary<string, string?>
            {
                ["Plum:FirstAdmin:Login"] = "boss",
                ["Plum:FirstAdmin:Pin"] = "97531",
            },
        });
        using var boss = await BossAsync(plum);
        await boss.PostAsJsonAsync(
            "api/admin/accounts",
            new { login = "north-office", pin = "86420", caller_id = "6175550100", calls_at_once = 20 });
        var schedule = await boss.CreateAsync(
            "api/schedules", new { nickname = "Weekdays", days = new[] { "mon", "tue", "wed", "thu", "fri" } });
        await boss.CreateAsync(
            "api/schedules", new { nickname = "Mon, Wed and Fri", days = new[] { "mon", "wed", "fri" } });
        await boss.CreateProfileAsync("Gentle", period: 30, amount: 240, rest: 0);
        await boss.CreateProfileAsync("Brisk", period: 10, amount: 600, rest: 5);
        var running = await CreateAsync(plum, boss, schedule, "2026-12-31", "09:00", 4_000);
        var late = await CreateAsync(plum, boss, schedule, "2026-11-27", "13:00", 12_000);
        var stopped = await CreateAsync(plum, boss, schedule, "2026-12-31", "09:00", 750);
        foreach (var id in new[] { running, late })
        {
            await boss.PostAsJsonAsync("api/campaigns/start", new { campaign_id = id });
        }

        foreach (var number in new[] { "6175550142", "6175550143" })
        {
            await QueueAsync(plum, receiver, number);
        }

        await plum.AdvanceToAsync(new(2026, 11, 23, 10, 47, 20, TimeSpan.FromHours(-5)));

        var troubles = await ConsoleBrowser.RunAsync(
            "console-pages.cjs", new
            {
                url = plum.Address,
                chromium = Tool.Chromium.Path,
                pictures = ConsoleBrowser.Pictures,
                running,
                late,
                stopped,
            });

        Assert.Empty(troubles);
    }

    private static async Task<HttpClient> BossAsync(PlumServer plum)
    {
        using var stranger = plum.NewClient();
        stranger.DefaultRequestHeaders.Authorization =
            new("Basic", Convert.ToBase64String("boss:97531"u8));
        using var made = await stranger.PostAsJsonAsync("api/tokens", new { label = "nightly import" });
        var token = System.Text.Json.JsonElement
            .Parse(await made.Content.ReadAsStringAsync())
            .GetProperty("response")
            .GetProperty("token")
            .GetString();
        return plum.NewClient(token);
    }

    private static async Task QueueAsync(PlumServer plum, Receiver receiver, string number)
    {
        using var stranger = plum.NewClient();
        using var call = Customer.Form(
            ("login", "boss"), ("pin", "97531"), ("phone_number", number), ("message_reference", "invoice 42"),
            ("start_url", $"{plum.Address}outbound/hello.vxml"), ("result_url", receiver.ResultUrl));
        using var reply = await stranger.PostAsync("webservice/queuecall", call);
        Assert.Contains("\"queued\"", await reply.Content.ReadAsStringAsync());
    }

    private static Task<int> CreateAsync(
        PlumServer plum, HttpClient boss, int schedule, string endDate, string from, int calls) =>
        boss.CreateCampaignAsync(new(
            schedule,
            $$"""[{"profile":"Gentle","start_time":"{{from}}","end_time":"17:30"}]""",
            string.Concat(Enumerable.Range(0, calls).Select(i => $"1617{5550100 + i},order-{i + 1}\n")))
        {
            StartDate = "2026-11-23",
            EndDate = endDate,
            StartUrl = new Uri(plum.Address, "outbound/hello.vxml").ToString(),
        });
}
