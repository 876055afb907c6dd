using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>P8 as a property: whatever another account does, an account's answers are those it would get alone.</summary>
public sealed class IsolationTests
{
    private static readonly (string Method, string Path)[] Requests =
    [
        .. from kind in new[] { "schedules", "profiles", "campaigns" }
           from method in new[] { "GET", "PATCH", "PUT", "DELETE" }
           from id in new[] { 1, 2, 3 }
           select (method, $"api/{kind}/{id}{(method is "PATCH" or "PUT" ? "?nickname=other&start_url=http://b.example/" : "")}"),
        .. from path in new[] { "api/schedules", "api/profiles", "api/campaigns", "api/campaigns/1/calls", "api/campaigns/2/calls?state=failed" }
           select ("GET", path),
        .. from act in new[] { "start", "add-calls" }
           from id in new[] { 1, 2 }
           select ("POST", $"api/campaigns/{act}?campaign_id={id}&phone_numbers=[%2212223334444%22]"),
        ("POST", """api/schedules?days=["mon"]&nickname=same"""),
        ("POST", "api/profiles?period=30&amount_per_period=10&time_between_periods=0&nickname=same"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_AreTheSame_WithAndWithoutAnotherAccount(int seed)
    {
        await using var alone = await PlumServer.StartAsync();
        await using var shared = await PlumServer.StartAsync();
        alone.Clock.Limit = shared.Clock.Limit = new PlumServerOptions().Start.AddDays(1); // a deletion waits half a second; no window opens
        using var first = await Customer.SignUpAsync(alone);
        using var second = await Customer.SignUpAsync(shared);
        using var other = await Customer.SignUpAsync(shared);
        var random = new Random(seed);

        var expected = await AskAsync(first, new Random(seed), () => Task.CompletedTask);
        var answers = await AskAsync(second, new Random(seed), async () =>
        {
            var (method, path) = Requests[random.Next(Requests.Length)];
            await other.SendAsync(new(method), path, null);
        });

        Assert.Equal(expected, answers);
    }

    private static async Task<List<string>> AskAsync(Customer customer, Random random, Func<Task> between)
    {
        await between();
        var answers = new List<string> { (await customer.CampaignAsync("12223334444,a\n")).ToString() };
        for (var i = 0; i < 60; i++)
        {
            await between();
            var (method, path) = Requests[random.Next(Requests.Length)];
            var reply = await customer.SendAsync(new(method), path, null);
            answers.Add($"{method} {path}: {WithoutCallIds(reply.ToString())}");
        }

        return answers;
    }

    // The one thing accounts share by design: call ids are unique on the server.
    private static string WithoutCallIds(string answer) =>
        System.Text.RegularExpressions.Regex.Replace(answer, "\"call_id\":[0-9]+", "\"call_id\":0");
}
