using System.Net.Http.Headers;
using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>
/// A server of its own for one example, with what the example is about: it has the ids that the documents show.
/// </summary>
internal sealed class ExampleScene : IAsyncDisposable
{
    private const string Numbers =
        """["tel:+12223334444; ani=7778889999","tel:+12223334445; ani=7778889999, marchcampaign"]""";

    private const string Url = "http://charles.plumgroup.com/~schan/src/charles/vxml/start.php";

    private readonly PlumServer _plum;
    private readonly Customer _demo;
    private readonly HttpClient _stranger;

    private ExampleScene(PlumServer plum)
    {
        (_plum, _demo) = (plum, new(plum.NewClient(PlumServer.Token), "demo"));
        _stranger = plum.NewClient();
    }

    // Their answers wait until no dialer can know better; the others' clock stands still.
    private static readonly string[] Waiting =
        ["StopCampaign", "DeleteCampaign", "CancelCampaignCalls", "AdminSuspend", "AdminUpdateAccount"];

    public static async Task<ExampleScene> BeginAsync(string function, string example)
    {
        var plum = await PlumServer.StartAsync(new()
        {
            // The documents' URLs are nobody's.
            Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" },
        });
        var scene = new ExampleScene(plum);
        await scene.PrepareAsync(function, example);
        return scene;
    }

    public async Task<AuthenticationHeaderValue?> AuthorizationAsync(string scheme, string path)
    {
        switch (scheme)
        {
            case "token" when path.StartsWith("/api/admin", StringComparison.Ordinal):
                using (var root = await _plum.SignUpAdminAsync())
                {
                    return root.Http.DefaultRequestHeaders.Authorization;
                }

            case "token":
                return new("Bearer", PlumServer.Token);
            case "login":
                return Basic("demo", "1234");
            case "temporaryLogin":
                var reply = await _demo.PostAsync("api/auth", ("tool", "dev"), ("login", "demo"), ("password", "1234"));
                return Basic($"{reply.Json.GetProperty("login")}", $"{reply.Json.GetProperty("password")}");
            default:
                return null;
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string function)
    {
        var sending = _stranger.SendAsync(request);
        return Waiting.Contains(function) ? _plum.AnswerAsync(sending) : sending;
    }

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        _demo.Dispose();
        await _plum.DisposeAsync();
    }

    private Task PrepareAsync(string function, string example) => (function, example) switch
    {
        ("CreateSchedule", "taken") => ScheduleAsync(1, "3wkdays"),
        ("CreateSchedule", _) => SchedulesAsync(5),
        ("GetSchedules", _) => OnlyScheduleAsync(6),
        ("GetSchedule", _) => ScheduleAsync(6, "3wkdays"),
        ("UpdateSchedule", _) => ScheduleAsync(15, "MonWedOnly"),
        ("DeleteSchedule", "used") => CampaignsAsync(3),
        ("DeleteSchedule", _) => SchedulesAsync(4),
        ("CreateProfile", "taken") => ProfileAsync(1, "MorningPace"),
        ("CreateProfile", _) => ProfilesAsync(5),
        ("GetProfiles", _) => OnlyProfilesAsync(),
        ("GetProfile", _) => ProfileAsync(5, "MorningPace"),
        ("UpdateProfile", _) => ProfilesAsync(17),
        ("DeleteProfile", "used") => CampaignsAsync(4),
        ("DeleteProfile", _) => ProfilesAsync(7),
        ("CreateCampaign", _) => CampaignsAsync(1),
        ("GetCampaigns", _) => OnlyCampaignAsync(12),
        ("GetCampaign", _) => OnlyCampaignAsync(12),
        ("UpdateCampaign", _) => ForAprilAsync(),
        ("DeleteCampaign", _) => CampaignsAsync(11),
        ("StartCampaign", _) => CampaignsAsync(6),
        ("StopCampaign" or "AddCalls" or "GetCampaignPace", _) => CampaignsAsync(2),
        ("GetCampaignCalls" or "GetCampaignCall" or "CancelCampaignCalls" or "CancelCampaignCall", _) =>
            CalledAsync(Url),
        ("ResendCallResult", _) => CanceledAsync(Url),
        ("GetDeadLetters" or "ResendDeadLetters", _) => DeadAsync(),
        ("GetAudit" or "AdminGetAccountAudit", _) =>
            DoneAsync(_demo.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", "mondays"))),
        ("GetTokens" or "DeleteToken", _) => DoneAsync(_demo.PostAsync("api/tokens", ("label", "nightly"))),
        ("AdminGetAudit", _) => SuspendedAsync(),
        _ => Task.CompletedTask,
    };

    private async Task SchedulesAsync(int count)
    {
        for (var id = 1; id <= count; id++)
        {
            await DoneAsync(_demo.PostAsync("api/schedules", ("days", """["mon","wed","fri"]""")));
        }
    }

    private async Task ScheduleAsync(int id, string nickname)
    {
        await SchedulesAsync(id - 1);
        await DoneAsync(_demo.PostAsync("api/schedules", ("days", """["mon","wed","fri"]"""), ("nickname", nickname)));
    }

    private async Task OnlyScheduleAsync(int id)
    {
        await ScheduleAsync(id, "3wkdays");
        for (var other = 1; other < id; other++)
        {
            await DoneAsync(_demo.DeleteAsync($"api/schedules/{other}"));
        }
    }

    private async Task ProfilesAsync(int count, string? last = null)
    {
        for (var id = 1; id <= count; id++)
        {
            (string, string)[] nickname = id == count && last is not null ? [("nickname", last)] : [];
            await DoneAsync(_demo.PostAsync(
                "api/profiles",
                [("period", "30"), ("amount_per_period", "100"), ("time_between_periods", "10"), .. nickname]));
        }
    }

    private Task ProfileAsync(int id, string nickname) => ProfilesAsync(id, nickname);

    private async Task OnlyProfilesAsync()
    {
        await ProfilesAsync(5, "MorningPace");
        await ProfilesAsync(1, "MorningCalls");
        for (var id = 1; id < 5; id++)
        {
            await DoneAsync(_demo.DeleteAsync($"api/profiles/{id}"));
        }
    }

    /// <summary>
    /// Schedule 3wkdays, id 6, and profile MorningPace, id 5, in as many campaigns; the documents' list in the last.
    /// </summary>
    private async Task CampaignsAsync(
        int count, string end = "11:00", string result = "http://myserver.com/storesmsresults.php")
    {
        await ScheduleAsync(6, "3wkdays");
        await ProfileAsync(5, "MorningPace");
        for (var id = 1; id <= count; id++)
        {
            (string, string)[] list = id == count
                ? [("phone_numbers", Numbers)]
                : [];
            await DoneAsync(_demo.PostAsync(
                "api/campaigns",
                [
                    ("start_date", "2022-01-01"), ("end_date", "2022-01-05"), ("schedule", "3wkdays"),
                    ("start_url", Url),
                    ("profiles", $$"""[{"profile":"MorningPace","start_time":"08:00","end_time":"{{end}}"}]"""),
                    ("result_url", result), .. list,
                ]));
        }
    }

    private async Task OnlyCampaignAsync(int id)
    {
        await CampaignsAsync(id, "23:00");
        for (var other = 1; other < id; other++)
        {
            await DoneAsync(_plum.AnswerAsync(_demo.DeleteAsync($"api/campaigns/{other}")));
        }
    }

    private async Task ForAprilAsync()
    {
        await CampaignsAsync(26);
        await SchedulesAsync(5);
    }

    private Task CalledAsync(string result) => CampaignsAsync(2, result: result);

    private async Task CanceledAsync(string result)
    {
        await CalledAsync(result);
        await DoneAsync(_demo.PostAsync("api/campaigns/2/calls/1/cancel"));
    }

    private async Task DeadAsync()
    {
        await CanceledAsync("http://127.0.0.1:9/result.php"); // nobody listens there
        await _plum.AdvanceAsync(TimeSpan.FromDays(2));
    }

    private async Task SuspendedAsync()
    {
        using var root = await _plum.SignUpAdminAsync("other");
        await _plum.AnswerAsync(root.PostAsync("api/admin/suspend", ("account", "all")));
    }

    private static async Task DoneAsync(Task<ApiReply> request)
    {
        var reply = await request;
        Assert.True(reply.Status == 200, reply.ToString());
    }

    private static AuthenticationHeaderValue Basic(string login, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}")));
}
