using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>GET /api/volume, as the VoiceTrends API documents it.</summary>
public sealed class VolumeApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private static readonly string[] Metrics =
        ["calls", "call_minutes", "transfers", "transfer_minutes", "transfer_rate", "average_call_length"];

    private static readonly long[] February =
        [1517461200, 1517547600, 1517634000, 1517720400, 1517806800, 1517893200, 1517979600, 1518066000];

    private PlumServer Plum => server.Plum;

    [Fact]
    public async Task Volume_HasTheDocumentedShape_ByteForByte()
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials);

        var series = string.Join(',', February.Select(day => $"\"{day}\":0"));
        Assert.Equal(
            $"200 {{{string.Join(',', Metrics.Select(metric => $"\"{metric}\":{{{series}}}"))}}}", reply.ToString());
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal(reply.Body.Length.ToString(), reply.Header("Content-Length"));
        Assert.Equal(
            ("150", "149", ((Plum.Time.GetUtcNow().ToUnixTimeSeconds() / 900 * 900) + 900).ToString()),
            reply.RateLimit());
        Assert.Equal("148", (await Plum.VolumeAsync(credentials)).Header("X-RateLimit-Remaining"));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("APPLICATION/XML")]
    [InlineData("application/json;q=0.5, application/xml")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    public async Task Volume_IsXml_WhenThatIsAskedFor(string accept)
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials, Trends.Volume, ("Accept", accept));

        var series = string.Concat(February.Select(day => $"<item timestamp=\"{day}\">0</item>"));
        var xml =
            $"""<?xml version="1.0"?><result>{string.Concat(Metrics.Select(metric => $"<{metric}>{series}</{metric}>"))}</result>""";
        Assert.Equal($"200 {xml}", reply.ToString());
        Assert.Equal("application/xml", reply.Header("Content-Type"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json, application/xml")]
    [InlineData("application/xml;q=0.5, application/json")]
    [InlineData("text/xml")]
    [InlineData("text/csv")]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("rubbish")]
    [InlineData("application/xml;q=0")]
    public async Task Volume_IsJson_WhateverElseIsAskedFor(string accept)
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials, Trends.Volume, ("Accept", accept));

        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.StartsWith("{\"calls\":{\"1517461200\":0,", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20180307/20180312/week/ALL", 1520226000L, 1520827200L)] // over the day on which clocks go forward
    [InlineData("20180115/20180301/month/all", 1514782800L, 1517461200L, 1519880400L)]
    [InlineData("20180201/20180201/day/ALL", 1517461200L)]
    public async Task Buckets_AreKeyedByTheirEasternStart(string path, params long[] starts)
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials, $"api/volume/{path}");

        Assert.Equal(
            starts.Select(start => start.ToString()),
            reply.Json.GetProperty("calls").EnumerateObject().Select(bucket => bucket.Name));
    }

    [Theory]
    [InlineData("6175550123")]
    [InlineData("16175550123")]
    [InlineData("+16175550123")]
    [InlineData("tel:+16175550123")]
    [InlineData("tel%3A%2B16175550123")]
    public async Task CallerId_MayBeWrittenAsNumbersAre(string phone)
    {
        var (customer, credentials) = await CustomerAsync();
        await SetCallerIdAsync(customer.Account, "6175550123");

        Assert.Equal(200, (await Plum.VolumeAsync(credentials, $"api/volume/20180201/20180208/day/{phone}")).Status);
    }

    [Fact]
    public async Task AnothersNumber_AndNobodysNumber_LookAlike()
    {
        var (customer, credentials) = await CustomerAsync();
        var (other, _) = await CustomerAsync();
        await SetCallerIdAsync(customer.Account, "6175550001");
        await SetCallerIdAsync(other.Account, "6175550002");

        var others = await Plum.VolumeAsync(credentials, "api/volume/20180201/20180208/day/6175550002");
        var nobodys = await Plum.VolumeAsync(credentials, "api/volume/20180201/20180208/day/6175550003");
        var abroad = await Plum.VolumeAsync(credentials, "api/volume/20180201/20180208/day/+49301234567");

        Assert.Equal("""400 {"error":"phone '6175550002' is not a number of this account."}""", others.ToString());
        Assert.Equal(others.ToString().Replace("0002", "0003"), nobodys.ToString());
        Assert.Equal("""400 {"error":"phone '+49301234567' is not a number of this account."}""", abroad.ToString());
    }

    [Theory]
    [InlineData(
        "2018021/20180208/day/ALL",
        "start is '2018021'; a day from 19700201 to 99981231 in the form YYYYMMDD is needed.")]
    [InlineData(
        "20180230/20180308/day/ALL",
        "start is '20180230'; a day from 19700201 to 99981231 in the form YYYYMMDD is needed.")]
    [InlineData(
        "20180201/2018-2-8/day/ALL",
        "end is '2018-2-8'; a day from 19700201 to 99981231 in the form YYYYMMDD is needed.")]
    [InlineData(
        "20180201/99991231/day/ALL",
        "end is '99991231'; a day from 19700201 to 99981231 in the form YYYYMMDD is needed.")]
    [InlineData("20180209/20180208/day/ALL", "start is 20180209, after end, which is 20180208.")]
    [InlineData("20180201/20230202/day/ALL", "From start, 20180201, to end, 20230202, is more than 5 years.")]
    [InlineData("20180201/20180208/year/ALL", "period is 'year'; it may be day, week or month.")]
    [InlineData(
        "20180201/20180208/day/617555",
        "phone '617555' has 6 digits; 10 or 11 are needed. A single number or ALL is needed.")]
    [InlineData("20180201/20180208/day", "phone is missing.")]
    [InlineData("20180201/20180208", "period is missing. phone is missing.")]
    [InlineData("", "start is missing. end is missing. period is missing. phone is missing.")]
    [InlineData("%20/20180208/day/ALL", "start is missing.")]
    public async Task BadParameters_AreNamed_AndCounted(string path, string error)
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials, $"api/volume/{path}");
        var xml = await Plum.VolumeAsync(credentials, $"api/volume/{path}", ("Accept", "application/xml"));

        Assert.Equal((400, error), (reply.Status, reply.Error()));
        Assert.Equal($"""400 <?xml version="1.0"?><result><error>{error}</error></result>""", xml.ToString());
        Assert.Equal("148", xml.Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task FiveYears_AreAnswered()
    {
        var (_, credentials) = await CustomerAsync();

        var reply = await Plum.VolumeAsync(credentials, "api/volume/20180201/20230201/day/ALL");

        Assert.Equal(1827, reply.Json.GetProperty("calls").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_GetTheDocumentedText_AboutTheMethodThatIsTaken(string method)
    {
        var (_, credentials) = await CustomerAsync();

        var reply =
            await Plum.SendAsync(new(method), Trends.Volume, null, ("Authorization", Trends.Basic(credentials)));

        Assert.Equal("""405 {"error":"invalid HTTP method supplied (only GET allowed)"}""", reply.ToString());
        Assert.Equal("GET, HEAD", reply.Header("Allow"));
        Assert.Equal("150", reply.Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Head_IsAGetWithoutItsBody()
    {
        var (_, credentials) = await CustomerAsync();

        var reply =
            await Plum.SendAsync(HttpMethod.Head, Trends.Volume, null, ("Authorization", Trends.Basic(credentials)));

        Assert.Equal((200, "", "149"), (reply.Status, reply.Body, reply.Header("X-RateLimit-Remaining")));
    }

    [Fact]
    public async Task MoreSegments_AreNoAddress() =>
        Assert.Equal(
            404, (await Plum.VolumeAsync((await CustomerAsync()).Credentials, $"{Trends.Volume}/more")).Status);

    private async Task<(Customer Customer, string Credentials)> CustomerAsync()
    {
        var customer = await server.SignUpAsync();
        return (customer, await Plum.LogInAsync(customer.Login));
    }

    private Task SetCallerIdAsync(string account, string callerId) =>
        Plum.Services.GetRequiredService<AccountDirectory>()
        .ChangeAsync(account, stored => stored with { CallerId = callerId }, default);
}
