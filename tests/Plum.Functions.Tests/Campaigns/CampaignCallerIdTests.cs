using System.Net.Http.Json;
using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>The numbers that a campaign's calls show, and whose they may be.</summary>
public sealed class CampaignCallerIdTests
{
    private const string Owned = "6175550100,2125550100,4155550100";
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 7, 59, 0, TimeSpan.FromHours(-5));

    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task SeveralCallerIds_Rotate_AndEachAttemptAtACallShowsTheSame()
    {
        await using var plum = await StartAsync();
        string[] pool = ["6175550100", "2125550100", "4155550100"];
        var campaign = await Example.CreateAsync(plum, 90, form => form with { MaxRetries = 3, RetryInterval = 60 });
        Assert.Equal(200, (await PatchAsync(plum, campaign, new { caller_ids = pool })).Status);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Contains(_gateway.Asked, asked => asked.Attempt > 1);
        Assert.All(_gateway.Asked, asked => Assert.Equal(pool[asked.Position % 3], asked.CallerId));
        Assert.Equal([30, 30, 30], _gateway.Asked
            .Where(asked => asked.Attempt == 1)
            .CountBy(asked => asked.CallerId!)
            .Select(shown => shown.Value));
    }

    [Fact]
    public async Task MatchingCallerIds_AreThoseOfTheCalledArea_AndACallsOwnGoesFirst()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(
            plum, 0, form =>
                form with { List = "14155559999\n19175559999\n\"tel:+12125559999;ani=8005550100\"\n18575559999\n" });
        Assert.Equal(
            200, (await PatchAsync(plum, campaign, new { caller_ids = Owned, caller_id_choice = "match" })).Status);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ["4155550100", "2125550100", "8005550100", "6175550100"], _gateway.Asked.Select(asked => asked.CallerId));
    }

    [Fact]
    public async Task Campaign_ShowsItsCallerIds_TakesThemBackAsShown_AndGoesWithoutThemToTheAccounts()
    {
        await using var plum = await StartAsync(("Plum:Development:CallerId", "6175550177"));
        var campaign = await Example.CreateAsync(plum, 3);
        Assert.Equal("null rotate", await ShownAsync(plum, campaign));

        Assert.Equal(
            200, (await PatchAsync(plum, campaign, new { caller_ids = Owned, caller_id_choice = "Match" })).Status);
        Assert.Equal("""["6175550100","2125550100","4155550100"] match""", await ShownAsync(plum, campaign));
        var shown = await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}");
        Assert.Equal(200, (await PatchAsync(plum, campaign, shown)).Status);
        Assert.Equal("""["6175550100","2125550100","4155550100"] match""", await ShownAsync(plum, campaign));

        Assert.Equal(200, (await PatchAsync(plum, campaign, new { caller_ids = Array.Empty<string>() })).Status);
        Assert.Equal("null match", await ShownAsync(plum, campaign));
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["6175550177", "6175550177", "6175550177"], _gateway.Asked.Select(asked => asked.CallerId));
    }

    [Fact]
    public async Task CallerIdsOfOthers_AreRefusedWhereTheyAreGiven_OnceTheAdministratorHasSetWhichTheAccountOwns()
    {
        await using var plum = await StartAsync();
        using var root = await plum.SignUpAdminAsync();
        using var customer = await Customer.SignUpAsync(plum);
        // whatever it gives
        var campaign = await customer.CampaignAsync("tel:+12223334444;ani=8005550100\n", ("caller_ids", "8005550100"));

        var account = await root.PatchAsync(
            $"api/admin/accounts/{customer.Account}?caller_ids=6175550100,2125550100&caller_id=6175550177");
        Assert.Equal(
            """["6175550100","2125550100"]""",
            account.Json.GetProperty("response").GetProperty("caller_ids").GetRawText());
        Assert.Equal(
            """["6175550100","2125550100"]""",
            (await customer.GetAsync("api/account")).Json.GetProperty("caller_ids").GetRawText());

        var shown = (await customer.GetAsync($"api/campaigns/{campaign}")).Body;
        using var back = new StringContent(shown, System.Text.Encoding.UTF8, "application/json");
        // as it is
        Assert.Equal(200, (await customer.SendAsync(HttpMethod.Put, $"api/campaigns/{campaign}", back)).Status);
        Assert.Equal(
            200, (await customer.PatchAsync($"api/campaigns/{campaign}?caller_ids=6175550177,2125550100")).Status);
        Assert.Equal(
            """422 {"caller_ids":["The account does not own the caller id 8005550100; its administrator sets which it owns."]}""",
            $"{await customer.PatchAsync($"api/campaigns/{campaign}?caller_ids=6175550100,8005550100")}");
        Assert.Equal(
            $$"""422 {"phone_numbers":["Line 2: 'tel:+12223334445;ani=8005550100' {{NotOwned}}.","1 of 3 rows will not do, so nothing was queued. With on_invalid=skip the others are queued."]}""",
            $"{await AddAsync("tel:+12223334444;ani=2125550100\ntel:+12223334445;ani=8005550100\n12223334446\n")}");
        Assert.Equal(422, (await AddAsync("""["tel:+12223334445;ani=8005550100"]""")).Status);
        Assert.Equal(
            200, (await AddAsync("tel:+12223334444;ani=6175550177\ntel:+12223334445;ani=18005550100\n")).Status);

        Task<ApiReply> AddAsync(string list) =>
            customer.PostAsync("api/campaigns/add-calls", ("campaign_id", $"{campaign}"), ("phone_numbers", list));
    }

    [Fact]
    public async Task QueuedCalls_ShowOnlyWhatTheAccountOwns()
    {
        await using var plum = await StartAsync();
        using var root = await plum.SignUpAdminAsync();
        using var customer = await Customer.SignUpAsync(plum);
        await root.PatchAsync($"api/admin/accounts/{customer.Account}?caller_ids=6175550100");
        await using var receiver = await Receiver.StartAsync();
        const string foreign = "tel:+16175550001;ani=8005550100";

        var refused = await plum.QueueCallAsync(
            customer.Login, ("phone_number", foreign), ("start_url", receiver.StartUrl));
        Assert.Equal([$"phone_number '{foreign}' {NotOwned}."], refused.Errors());
        var list = await plum.QueueCallsAsync(
            customer.Login, $"16175550001\n{foreign}\n", ("start_url", receiver.StartUrl));
        Assert.Equal($"phone_list line 2: '{foreign}' {NotOwned}.", list.Errors()[0]);

        // Its sender is known only behind this list.
        using var late =
            new MultipartFormDataContent { { new StringContent($"{foreign}\n"), "phone_list", "list.txt" } };
        foreach (var (name, value) in new[]
        {
            ("login", customer.Login),
            ("pin", "1234"),
            ("campaign_name", "Nightly"),
            ("start_url", receiver.StartUrl),
        })
        {
            late.Add(new StringContent(value), name);
        }

        Assert.Equal(
            ["phone_list has numbers with an ani, which is checked while it arrives: send login and pin before it."],
            (await plum.SendAsync("webservice/queuecalls.php", late)).Errors());
        await plum.AssertNothingQueuedAsync(customer.Account);

        var queued = await plum.QueueCallAsync(
            customer.Login, ("phone_number", "tel:+16175550001;ani=6175550100"), ("start_url", receiver.StartUrl));
        Assert.Equal("queued", queued.Xml().Attribute("status")?.Value);
    }

    [Fact]
    public async Task CallerIdThatIsTakenFromTheAccount_IsShownNoMore_OnceThatIsAnswered()
    {
        await using var plum = await StartAsync(("Plum:Gateway:FetchStartUrl", "false"));
        using var root = await plum.SignUpAdminAsync();
        Assert.Equal(
            200, (await root.PatchAsync($"api/admin/accounts/demo?caller_ids={Owned}&caller_id=6175550177")).Status);
        const string list = "16175550001\n16175550002\n\"tel:+16175550003;ani=4155550100\"\n";
        var campaign = await Dense.CreateAsync(
            plum, 0, form => form with { List = string.Concat(Enumerable.Repeat(list, 1_000)) });
        Assert.Equal(200, (await PatchAsync(plum, campaign, new { caller_ids = "4155550100,2125550100" })).Status);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Begin.AddMinutes(2));
        Assert.Contains(_gateway.Asked, asked => asked.CallerId == "4155550100");

        var taken = await plum.AnswerAsync(root.PatchAsync("api/admin/accounts/demo?caller_ids=2125550100"));
        Assert.Equal(200, taken.Status);
        _gateway.Forget();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.InRange(_gateway.Asked.Count, 500, 601);
        Assert.All(_gateway.Asked, asked => Assert.Equal("2125550100", asked.CallerId));
        var over = _gateway.Asked.First(
            asked => asked.Position % 3 == 2 && _gateway.Placed[asked.Key].EndsAt < plum.Now());
        var call = await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}/calls/{over.CallId}");
        Assert.Equal(
            "ani 4155550100 is not the account's any more; the campaign's, 2125550100, was shown",
            call.GetProperty("note").GetString());

        // Without any of its own left, it shows the account's.
        Assert.Equal(
            200, (await plum.AnswerAsync(root.PatchAsync("api/admin/accounts/demo?caller_ids=4155550199"))).Status);
        _gateway.Forget();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(_gateway.Asked.Count, 500, 601);
        Assert.All(_gateway.Asked, asked => Assert.Equal("6175550177", asked.CallerId));
    }

    private const string NotOwned =
        "has an ani that the account does not own; its administrator sets which caller ids it owns";

    private static async Task<string> ShownAsync(PlumServer plum, int campaign)
    {
        var json = await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}");
        return $"{json.GetProperty("caller_ids").GetRawText()} {json.GetProperty("caller_id_choice").GetString()}";
    }

    private static async Task<ApiReply> PatchAsync(PlumServer plum, int campaign, object change)
    {
        using var response = await plum.Client.PatchAsJsonAsync($"api/campaigns/{campaign}", change);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers,
            response.Content.Headers);
    }

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) => PlumServer.StartAsync(new()
    {
        Start = Begin,
        Services = _gateway.Register,
        Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value),
    });
}
