using System.Net.Sockets;
using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Authorization headers that will not do, each told what is wrong with it.</summary>
public sealed class HeaderTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Needed = "HTTP Basic with a temporary login and password of /api/auth is needed.";

    private PlumServer Plum => server.Plum;

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic not-base-64!")]
    [InlineData("Basic bm8gY29sb24=")] // no colon
    [InlineData("Basic /zo=")] // no UTF-8
    [InlineData("Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812")]
    [InlineData("Digest username=demo")]
    [InlineData("rubbish")]
    public async Task Malformed_IsSaidToBe(string header) =>
        AssertRefused($"The Authorization header is malformed; {Needed}", await SendAsync(header));

    [Fact]
    public async Task Missing_IsSaidToBe() => AssertRefused(
        $"There is no Authorization header; {Needed}", await Plum.SendAsync(HttpMethod.Get, Trends.Volume));

    [Fact]
    public Task Huge_IsMalformed() => Malformed_IsSaidToBe(Trends.Basic(new string('a', 20_000) + ":b"));

    [Fact]
    public async Task Several_AreSaidToBe()
    {
        using var customer = await server.SignUpAsync();
        var header = Trends.Basic(await Plum.LogInAsync(customer.Login));

        var answer = await RawAsync(
            $"GET /{Trends.Volume} HTTP/1.1",
            "Host: x", $"Authorization: {header}", $"Authorization: {header}", "Connection: close", "", "");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.EndsWith(
            $$"""{"error":"There are several Authorization headers; {{Needed}}"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongOnes_LookAlike()
    {
        using var customer = await server.SignUpAsync();
        var (login, password) = (await Plum.LogInAsync(customer.Login)).Split(':') is [var l, var p] ? (l, p) : default;
        string[] wrong =
        [
            $"{login}:{password[1..]}0", $"{login}:", $"{login}:{password}0", $"{password}:{login}", ":", "demo:1234",
            $"{login}:{password}x", $"{new string('0', 32)}:{password}", $"{login}0:{password}",
        ];

        Assert.All(wrong, credentials => Assert.NotEqual($"{login}:{password}", credentials));
        foreach (var credentials in wrong)
        {
            AssertRefused("The temporary login or password is wrong.", await SendAsync(Trends.Basic(credentials)));
        }

        var right = await SendAsync(Trends.Basic($"{login}:{password}").Replace("Basic", "bAsIc"));
        Assert.Equal((200, "149"), (right.Status, right.Header("X-RateLimit-Remaining"))); // none of those was counted
    }

    /// <summary>P8: one account's credentials never lead to another's tally or numbers.</summary>
    [Fact]
    public async Task Accounts_HaveTheirOwnLimits()
    {
        using var one = await server.SignUpAsync();
        using var other = await server.SignUpAsync();
        var (first, second) = (await Plum.LogInAsync(one.Login), await Plum.LogInAsync(other.Login));
        await Trends.AtOnceAsync(151, _ => Plum.VolumeAsync(first));

        Assert.Equal(429, (await Plum.VolumeAsync(first)).Status);
        Assert.Equal("149", (await Plum.VolumeAsync(second)).Header("X-RateLimit-Remaining"));
        Assert.Equal(401, (await Plum.VolumeAsync($"{first.Split(':')[0]}:{second.Split(':')[1]}")).Status);
    }

    private Task<ApiReply> SendAsync(string header) =>
        Plum.SendAsync(HttpMethod.Get, Trends.Volume, null, ("Authorization", header));

    private static void AssertRefused(string error, ApiReply reply)
    {
        Assert.Equal((401, error), (reply.Status, reply.Error()));
        Assert.Equal("Basic realm=\"VoiceTrends\", charset=\"UTF-8\"", reply.Header("WWW-Authenticate"));
        Assert.Equal(("150", "150"), (reply.Header("X-RateLimit-Limit"), reply.Header("X-RateLimit-Remaining")));
    }

    private async Task<string> RawAsync(params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Plum.Address.Host, Plum.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
