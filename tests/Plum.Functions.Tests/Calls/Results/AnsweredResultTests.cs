using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>
/// What result_url may answer, and what a result is then: delivered is one whose form reached somebody who said so.
/// </summary>
public sealed class AnsweredResultTests : IAsyncLifetime
{
    private Receiver _receiver = null!;
    private PlumServer _plum = null!;
    private Customer _demo = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _plum = await PlumServer.StartAsync();
        _receiver.Clock = _plum.Time;
        _demo = new(_plum.Client, "demo");
    }

    public async ValueTask DisposeAsync()
    {
        await _plum.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_TakesTheFormAlong_AndItsSignature(int status)
    {
        Answer("/result.php", new(status, Location: "/moved.php?x=1"));
        await CallAsync();

        var post = Assert.Single(_receiver.Requests, request => request.Path == "/moved.php");
        Assert.Equal("POST", post.Method);
        Assert.Equal("16175550000", post["phone_number"]);
        var account = await _plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default);
        Assert.Equal(post.Signature(account!.SigningKey!), post.Headers["X-Plum-Signature"]);
        Assert.Equal("delivered", await ResultPostAsync());
    }

    [Theory]
    [InlineData("/result.php")]
    [InlineData("/moved.php")]
    public async Task Redirect_ThatDropsTheForm_IsNoDelivery(string path)
    {
        Answer("/result.php", new(302, Location: "/moved.php"));
        Answer(path, new(303, Location: "/thanks.php"));
        await CallAsync();

        Assert.Equal("failing", await ResultPostAsync());
        Assert.DoesNotContain(_receiver.Requests, request => request.Path == "/thanks.php");
        await _plum.AdvanceAsync(TimeSpan.FromHours(30));
        Assert.EndsWith(
            " answered with status 303, a redirect that drops the form; 307 and 308 keep it.",
            (await LettersAsync()).Single().GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(304)]
    public async Task Redirect_ToNowhere_IsNoDelivery(int status)
    {
        Answer("/result.php", new(status));
        await CallAsync();

        Assert.Equal("failing", await ResultPostAsync());
    }

    [Fact]
    public async Task Gone_IsADeadLetterAtOnce()
    {
        Answer("/result.php", new(410, "gone"));
        await CallAsync();

        var letter = (await LettersAsync()).Single();
        Assert.Equal(1, letter.GetProperty("tries").GetInt32());
        Assert.Equal("127.0.0.1 answered with status 410.", letter.GetProperty("error").GetString());
        await _plum.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Single(_receiver.Results);
    }

    [Fact]
    public async Task Acceptance_IsOne_WhateverTheSizeOfItsBody()
    {
        Answer("/result.php", new(200, new string('x', 5 << 20)));
        await CallAsync();

        Assert.Equal("delivered", await ResultPostAsync());
    }

    [Theory]
    [InlineData("7200", 7_200)]
    [InlineData("1", 60)] // the pause that is due anyway
    [InlineData("99999999", 43_200)] // the longest
    [InlineData("-5", 60)]
    [InlineData("soon", 60)]
    [InlineData("in two hours", 7_200)]
    public async Task RetryAfter_IsHeeded_WithinBounds(string sent, int seconds)
    {
        var date = TimeProvider.System.GetUtcNow().AddHours(2).ToString("R", CultureInfo.InvariantCulture);
        var asked = sent == "in two hours" ? date : sent;
        Answer("/result.php", new(503, "later", RetryAfter: asked));
        await CallAsync();
        _receiver.Script = _ => Task.FromResult<Reply?>(null);
        await _plum.AdvanceAsync(TimeSpan.FromHours(13));

        Received[] posts = [.. _receiver.Results];
        Assert.Equal(2, posts.Length);
        Assert.InRange((posts[1].At - posts[0].At).TotalSeconds, seconds - 2, seconds + 5);
        Assert.Equal("delivered", await ResultPostAsync());
    }

    private void Answer(string path, Reply reply)
    {
        var before = _receiver.Script;
        _receiver.Script = request => request.Path == path ? Task.FromResult<Reply?>(reply) : before(request);
    }

    private async Task CallAsync()
    {
        var settings = Queueing.Settings with { StartUrl = _receiver.StartUrl, ResultUrl = _receiver.ResultUrl };
        await _plum.QueueAsync("16175550000", settings: settings);
        await _plum.AdvanceUntilAsync(() => Task.FromResult(_receiver.Results.Any()));
        await _plum.AdvanceAsync(TimeSpan.FromSeconds(1));
    }

    private async Task<string?> ResultPostAsync() =>
        Assert
            .Single((await _demo.GetAsync("api/campaigns/default/calls")).Json.EnumerateArray())
            .GetProperty("result_post")
            .GetString();

    private async Task<List<System.Text.Json.JsonElement>> LettersAsync() =>
        [.. (await _demo.GetAsync("api/campaigns/default/dead-letters")).Json.EnumerateArray()];
}
