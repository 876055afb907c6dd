using System.Text.RegularExpressions;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>
/// P8 as a property over every route: whatever another account does, an account's answers are those it would get alone.
/// </summary>
public sealed partial class IsolationTests
{
    /// <summary>Fields for whatever a route may ask for.</summary>
    private static (string Name, string Value)[] Fields(Random random, string login) =>
    [
        ("campaign_id", Id(random)), ("call_id", Id(random)),
        ("account", random.Next(2) == 0 ? "all" : $"customer{random.Next(9)}"),
        ("schedule_id", Id(random)), ("profiles", """[{"profile":"1","start_time":"08:00","end_time":"11:00"}]"""),
        ("days", """["mon"]"""),
        ("nickname", "same"), ("period", "30"), ("amount_per_period", "10"), ("time_between_periods", "0"),
        ("start_date", "2022-01-01"),
        ("end_date", "2022-01-05"), ("start_url", "http://b.example/"), ("phone_numbers", """["12223334444"]"""),
        ("label", "same"),
        ("login", login), ("pin", "1234"), ("tool", "dev"), ("password", "1234"), ("phone_number", "tel:+12223334444"),
        ("campaign_name", "same"),
        ("phone_list", "12223334444"), ("state", "suspended"), ("caller_id", "6175550199"),
    ];

    /// <summary>Those that a route takes: the API refuses others, the rest passes over them.</summary>
    private static Func<string, bool> TakenBy(Route route) => route.Template switch
    {
        "api/schedules" or "api/schedules/{id}" => Among("days", "nickname"),
        "api/profiles" or "api/profiles/{id}" =>
            Among("period", "amount_per_period", "time_between_periods", "nickname"),
        "api/campaigns" => Among("schedule_id", "profiles", "start_date", "end_date", "start_url", "phone_numbers"),
        "api/campaigns/{id}" => Among("schedule_id", "profiles", "start_date", "end_date", "start_url"),
        "api/campaigns/start" or "api/campaigns/stop" => Among("campaign_id"),
        "api/campaigns/add-calls" => Among("campaign_id", "phone_numbers"),
        "api/campaigns/{id}/dead-letters/resend" => Among("call_id"),
        "api/tokens" => Among("label"),
        var other when other.StartsWith("api/campaigns/", StringComparison.Ordinal) => _ => false,
        _ => _ => true,
    };

    private static Func<string, bool> Among(params string[] names) => names.Contains;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_AreTheSame_WithAndWithoutAnotherAccount(int seed)
    {
        await using var alone = await StartAsync();
        await using var shared = await StartAsync();
        using var first = await Customer.SignUpAsync(alone);
        using var second = await Customer.SignUpAsync(shared);
        using var other = await Customer.SignUpAsync(shared);
        var random = new Random(seed);

        var expected = await AskAsync(first, new Random(seed), () => Task.CompletedTask);
        var answers = await AskAsync(second, new Random(seed), async () =>
        {
            await SendAsync(other, Routes.All[random.Next(Routes.All.Count)], random);
        });

        Assert.Equal(expected, answers);
    }

    /// <summary>
    /// Every route that takes an id: what another account has looks like what nobody has, and stays as it was.
    /// </summary>
    [Fact]
    public async Task ForeignIds_LookLikeAbsentOnes()
    {
        await using var plum = await StartAsync();
        using var owner = await Customer.SignUpAsync(plum);
        using var stranger = await Customer.SignUpAsync(plum);
        var own = await stranger.CampaignAsync("12223334444,own\n");
        await owner.CampaignAsync("12223334444,first\n");
        var campaign = await owner.CampaignAsync("12223334444,second\n");
        await owner.PostAsync("api/tokens", ("label", "one"));
        await owner.PostAsync("api/tokens", ("label", "two"));
        var call = CallId().Match((await owner.GetAsync($"api/campaigns/{campaign}/calls")).Body).Groups[1].Value;
        Assert.Equal(2, campaign);
        var before = await ReadAsync(owner, call);

        const string absent = "123456789";
        foreach (var route in Routes.All.Where(route => route.Parameters.Any()))
        {
            foreach (var parameter in route.Parameters)
            {
                string Path(string id) => route.Path(name => name == parameter ? id : name == "id" ? $"{own}" : "1");
                var foreign = parameter switch
                {
                    "id" when route.Template.Contains("accounts") =>
                    owner.Account,
                    "id" => "2",
                    "callId" => call,
                    _ => "6175550111"
                };

                var asked = await stranger.SendAsync(new(route.Method), Path(foreign), null);
                var nobodys = await stranger.SendAsync(new(route.Method), Path(absent), null);

                Assert.True(
                    asked.Status == nobodys.Status && asked.Body.Replace(foreign, absent) == nobodys.Body,
                    $"{route}: {asked} / {nobodys}");
            }
        }

        Assert.Equal(before, await ReadAsync(owner, call));
    }

    private static async Task<PlumServer> StartAsync()
    {
        var plum = await PlumServer.StartAsync();
        plum.Clock.Limit = new PlumServerOptions().Start.AddDays(1); // a deletion waits half a second; no window opens
        return plum;
    }

    // All that an account may read, as far as it needs no more than its token.
    private static async Task<string> ReadAsync(Customer customer, string call)
    {
        var all = new List<string>();
        foreach (var route in Routes.All.Where(route => route.Method == "GET" && !route.Template.Contains("audit")))
        {
            all.Add($"{route}: {await customer.GetAsync(route.Path(name => name == "callId" ? call : "2"))}");
        }

        return string.Join('\n', all);
    }

    private static async Task<List<string>> AskAsync(Customer customer, Random random, Func<Task> between)
    {
        await between();
        var answers = new List<string> { (await customer.CampaignAsync("12223334444,a\n")).ToString() };
        var routes = Routes.All.ToArray();
        random.Shuffle(routes);
        foreach (var route in routes)
        {
            await between();
            answers.Add($"{route}: {Comparable(await SendAsync(customer, route, random), customer)}");
        }

        return answers;
    }

    private static async Task<ApiReply> SendAsync(Customer customer, Route route, Random random)
    {
        var path = route.Path(name => name switch
        {
            "start" or "end" => "20220101",
            "callId" => $"99{Id(random)}", // the server counts calls, so a small number is one's own by chance
            _ => Id(random),
        });
        var taken = TakenBy(route);
        using var form = Customer.Form([.. Fields(random, customer.Login).Where(field => taken(field.Name))]);
        return await customer.SendAsync(new(route.Method), path, route.Method is "GET" or "HEAD" ? null : form);
    }

    private static string Id(Random random) => random.Next(1, 4).ToString();

    // What accounts share by design are call ids, unique on the server; secrets are drawn, and accounts have names.
    private static string Comparable(ApiReply reply, Customer customer)
    {
        var text = reply
            .ToString()
            .Replace(customer.Account, "account", StringComparison.Ordinal)
            .Replace(customer.Login, "login", StringComparison.Ordinal);
        return Drawn().Replace(text, "");
    }

    [GeneratedRegex(
        "\"call_id\":[0-9]+|<call_id>[0-9]+|Call [0-9]+|plum_[\\w-]+|[0-9a-f]{32,64}|\"(?:created_)?at\":\"[^\"]*\"")]
    private static partial Regex Drawn();

    [GeneratedRegex("\"call_id\":([0-9]+)")]
    private static partial Regex CallId();
}
