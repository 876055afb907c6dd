using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests;

/// <summary>docs/api.md lists every route of the app, and each lets in whom it says there.</summary>
public sealed partial class DocumentedRoutesTests
{
    [Fact]
    public async Task Document_ListsEveryRoute_AndNoOther()
    {
        await using var plum = await PlumServer.StartAsync();
        using var stranger = plum.NewClient();
        var served = new List<string>();
        foreach (var route in Routes.All.Where(route => route.Method is not ("HEAD" or "OPTIONS" or "TRACE")))
        {
            using var request = new HttpRequestMessage(new(route.Method), route.Path(_ => "1"));
            using var reply = await stranger.SendAsync(request);
            if ((int)reply.StatusCode != 405)
            {
                served.Add(route.ToString());
            }
        }

        Assert.Equal(
            served.Select(route => route.Replace("?", "", StringComparison.Ordinal)).Distinct().Order(),
            Listed().Select(listed => listed.Route.ToString()).Order());
    }

    [Fact]
    public async Task EveryRoute_LetsInWhomTheDocumentSays()
    {
        await using var plum = await PlumServer.StartAsync();
        using var sender = await Customer.SignUpAsync(plum);
        using var stranger = plum.NewClient();
        using var wrong = plum.NewClient("plum_wrong");
        foreach (var (route, who) in Listed())
        {
            var answers = (
                Without: await AskAsync(stranger, route),
                Wrong: await AskAsync(wrong, route),
                Sender: await AskAsync(sender.Http, route));
            var fits = who switch
            {
                "anyone" => answers.Without.Status == 200,
                "who knows a file" => answers.Without.Status == 404,
                "session" => answers is { Without.Status: 401, Wrong.Status: 401, Sender.Status: 401 },
                "token" or "token or Basic" =>
                    answers is { Without.Status: 401, Wrong.Status: 401, Sender.Status: not (401 or 403) },
                "admin's token" => answers is { Without.Status: 401, Wrong.Status: 401, Sender.Status: 403 },
                "login and PIN" or "login and PIN in the form" => answers.Sender.Status is 400 or 401
                    || answers.Sender.Body.Contains("failed", StringComparison.Ordinal),
                "gateways" => answers is { Without.Status: 403, Wrong.Status: 403, Sender.Status: 403 },
                "temporary login, Basic" => answers is { Without.Status: 401, Wrong.Status: 401, Sender.Status: 401 },
                _ => false,
            };
            Assert.True(fits, $"{route} for {who}: {answers}");
        }
    }

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, Route route)
    {
        using var request = new HttpRequestMessage(new(route.Method), route.Path(_ => "1"));
        using var reply = await client.SendAsync(request);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }

    private static List<(Route Route, string Who)> Listed([CallerFilePath] string here = "") =>
    [
        .. from line in File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "api.md"))
           let row = Row().Match(line)
           where row.Success
           from method in row.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           from path in Code().Matches(row.Groups[2].Value).Select(match => match.Groups[1].Value.TrimStart('/'))
           select (new Route(method, path), row.Groups[3].Value.Trim()),
    ];

    [GeneratedRegex(@"^\| ((?:(?:GET|POST|PUT|PATCH|DELETE) )+)\| (`/[^|]*`) \| ([^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
