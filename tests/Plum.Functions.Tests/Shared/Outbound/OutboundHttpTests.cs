using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared.Outbound;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

public sealed class OutboundHttpTests(CustomerSite site) : IClassFixture<CustomerSite>
{
    private const string Agent = "PlumFunctions/0.1 (+outbound calls)";

    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Get_GivesStatusTypeAndBody()
    {
        var answer = await Get(site["/echo"]);

        Assert.Equal((200, $"GET||||{Agent}", (string?)null), (answer.Status, answer.Text, answer.Failure));
        Assert.True(answer.Answered);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task AnyStatus_IsAnAnswer(int status) =>
        Assert.Equal(status, (await Get(site[$"/status/{status}"])).Status);

    [Fact]
    public async Task PostForm_EncodesTheForm_AndSendsTheHeaders()
    {
        var answer = await Post(site["/echo"]);

        Assert.Equal(
            $"POST|application/x-www-form-urlencoded|phone_number=tel%3A%2B16177123000&text=a+b%26%C3%BC|sig|{Agent}",
            answer.Text);
    }

    [Theory]
    [InlineData(301, "POST|application/x-www-form-urlencoded|phone_number=tel%3A%2B16177123000&text=a+b%26%C3%BC|sig|")]
    [InlineData(302, "GET|||sig|")]
    [InlineData(303, "GET|||sig|")]
    [InlineData(307, "POST|application/x-www-form-urlencoded|phone_number=tel%3A%2B16177123000&text=a+b%26%C3%BC|sig|")]
    [InlineData(308, "POST|application/x-www-form-urlencoded|phone_number=tel%3A%2B16177123000&text=a+b%26%C3%BC|sig|")]
    public async Task Redirects_TakeAPostAlong_UnlessItHasBeenTaken(int status, string echo) =>
        Assert.Equal(echo + Agent, (await Post(site[$"/to/{status}?url=/echo"])).Text);

    [Fact]
    public async Task Redirects_DropTheHeaders_WhenTheyLeaveTheSite()
    {
        var other = new UriBuilder(site["/echo"]) { Host = "localhost" }.Uri;

        Assert.Equal("GET||||" + Agent, (await Post(site[$"/to/302?url={other}"])).Text);
    }

    [Fact]
    public async Task Redirects_AreFollowedFiveTimes()
    {
        Assert.Equal(200, (await Get(site["/hops/5"])).Status);
        Failed(await Get(site["/hops/6"]), "127.0.0.1 redirects more than 5 times.", mayRetry: false);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x", "127.0.0.1 begins with ftp:, and only http and https are called.")]
    [InlineData("file:///etc/passwd", " begins with file:, and only http and https are called.")]
    [InlineData("http://user:secret@127.0.0.1/", "127.0.0.1 carries a user name or password, which URLs must not.")]
    [InlineData("http://127.0.0.2/", "127.0.0.2 has an address which is not a public one, so it is not called.")]
    [InlineData(
        "http://[::ffff:127.0.0.2]/",
        "[::ffff:127.0.0.2] has an address which is not a public one, so it is not called.")]
    public async Task Redirects_AreCheckedLikeTheFirstUrl(string target, string failure) =>
        Failed(await Get(site[$"/to/302?url={target}"]), failure, mayRetry: false);

    [Fact]
    public async Task Redirects_ToAnEndlessHost_AreToldInFewWords()
    {
        var answer = await Get(site[$"/to/302?url=http://{string.Concat(Enumerable.Repeat("a.", 2_500))}example/"]);

        Assert.False(answer.Answered);
        Assert.InRange(answer.Failure.Length, 1, 400);
    }

    [Fact]
    public async Task Redirects_WithoutAUsableLocation_AreTheAnswer() =>
        Assert.Equal(302, (await Get(site["/to/302"])).Status);

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://localhost/")]
    [InlineData("http://2130706433/")] // 127.0.0.1 as one number
    [InlineData("http://0x7f.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://0.0.0.0/")]
    public async Task PrivateAddresses_AreRefused(string url)
    {
        var answer = await Ordinary().GetAsync(new(url), TestContext.Current.CancellationToken);

        Assert.EndsWith("which is not a public one, so it is not called.", answer.Failure, StringComparison.Ordinal);
        Assert.False(answer.MayRetry);
    }

    /// <summary>
    /// A name's address is nobody's business: it would tell customers how the network behind is built.
    /// </summary>
    [Fact]
    public async Task PrivateAddresses_AreNotShown()
    {
        var answer = await Ordinary().GetAsync(new("http://localhost/"), TestContext.Current.CancellationToken);

        Assert.Equal("localhost has an address which is not a public one, so it is not called.", answer.Failure);
    }

    [Fact]
    public async Task PrivateAddresses_AreCalled_WhenTheSettingSaysSo()
    {
        var answer = await Ordinary(("Plum:Outbound:AllowPrivateNetworks", "true")).GetAsync(
            site["/echo"], TestContext.Current.CancellationToken);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task UnknownHosts_AreToldFromOthers() =>
        Failed(
            await Get(new("http://no-such-host.invalid/")),
            "no-such-host.invalid could not be resolved.",
            mayRetry: true);

    [Fact]
    public async Task ClosedPorts_AreToldFromOthers() =>
        Failed(await Get(new("http://127.0.0.1:1/")), "127.0.0.1 refused the connection.", mayRetry: true);

    [Fact]
    public async Task BrokenExchanges_AreToldFromOthers()
    {
        Failed(await Get(site["/aborts"]), "127.0.0.1 broke off the exchange or does not speak HTTP.", mayRetry: true);
        var https = new UriBuilder(site["/echo"]) { Scheme = "https" }.Uri;
        Failed(await Get(https), "127.0.0.1 offers no valid TLS connection.", mayRetry: true);
    }

    [Theory]
    [InlineData("/silent")]
    [InlineData("/stalls")]
    public async Task SlowServers_AreGivenUp(string path) =>
        Failed(
            await Some(options => options.Timeout = TimeSpan.FromMilliseconds(200)).GetAsync(
                site[path], TestContext.Current.CancellationToken),
            "127.0.0.1 did not answer within 0.2 seconds.",
            mayRetry: true);

    /// <summary>
    /// A server that takes its time for some calls is asked for the others, and about new ones, all the same.
    /// </summary>
    [Fact]
    public async Task SlowServers_KeepNobodyWaitingForTheirTurn()
    {
        var http = Ordinary(("Plum:Outbound:AllowPrivateNetworks", "true"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(_ => http.GetAsync(site["/together/300"], TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Equal((200, null), (answer.Status, answer.Failure)));
    }

    [Fact]
    public async Task Cancelling_IsNoAnswer()
    {
        using var cancelled = new CancellationTokenSource();
        var exchange = Some(_ => { }).GetAsync(site["/silent"], cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exchange);
    }

    [Fact]
    public async Task LongAnswers_AreRefused()
    {
        Assert.Equal(1 << 20, (await Get(site[$"/bytes/{1 << 20}"])).Body.Length);
        Failed(
            await Get(site[$"/bytes/{(1 << 20) + 1}"]),
            "127.0.0.1 answers with more than 1,048,576 bytes.",
            mayRetry: true);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task PackedAnswers_AreUnpacked_AndBoundedAsTheyAreThen(string encoding)
    {
        Assert.Equal("<vxml version=\"2.1\"/>", (await Get(site[$"/packed/{encoding}"])).Text);
        Assert.Equal(1 << 20, (await Get(site[$"/packed/{encoding}?blanks={(1 << 20) - 21}"])).Body.Length);
        Failed(
            await Get(site[$"/packed/{encoding}?blanks={1 << 26}"]),
            "127.0.0.1 answers with more than 1,048,576 bytes.",
            mayRetry: true);
    }

    [Fact]
    public async Task PackedAnswers_AreNamed_WhenTheyCannotBeUnpacked()
    {
        Failed(
            await Get(site["/packed/zstd"]),
            "127.0.0.1 answers with Content-Encoding zstd; gzip and deflate can be read.",
            mayRetry: true);
        Failed(
            await Get(site["/packed/GZIP"]),
            "127.0.0.1 answers with a body that is not packed as its Content-Encoding says.",
            mayRetry: true);
    }

    private static void Failed(OutboundAnswer answer, string failure, bool mayRetry) =>
        Assert.Equal((failure, mayRetry, 0, false), (answer.Failure, answer.MayRetry, answer.Status, answer.Answered));

    private static Task<OutboundAnswer> Get(Uri url) =>
        Some(_ => { }).GetAsync(url, TestContext.Current.CancellationToken);

    private static Task<OutboundAnswer> Post(Uri url) => Some(_ => { }).PostFormAsync(
        url,
        [new("phone_number", "tel:+16177123000"), new("text", "a b&ü")],
        [new("X-Signature", "sig")],
        TestContext.Current.CancellationToken);

    /// <summary>As the app has it.</summary>
    private static OutboundHttp Ordinary(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddOutboundHttp()
            .BuildServiceProvider()
            .GetRequiredService<OutboundHttp>();
    }

    /// <summary>
    /// One to which every address but 127.0.0.2 is public, so that a first URL passes and its redirect may not.
    /// </summary>
    private static OutboundHttp Some(Action<OutboundOptions> configure)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(TimeProvider.System)
            .AddOutboundHttp()
            .Configure(configure);
        foreach (var name in new[] { OutboundHttp.ClientName, OutboundHttp.FreshClientName })
        {
            services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(
                () => OutboundServices.Handler(
                    new(), address => !Equals(address, Elsewhere) && !Equals(address, Elsewhere.MapToIPv6())));
        }

        return services.BuildServiceProvider().GetRequiredService<OutboundHttp>();
    }
}
