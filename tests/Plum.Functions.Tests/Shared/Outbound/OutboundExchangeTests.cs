using System.Net;
using Plum.Functions.Shared.Outbound;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

/// <summary>
/// Where a result goes that is redirected. Those to other schemes and hosts need no network to be decided.
/// </summary>
public sealed class OutboundExchangeTests
{
    [Theory]
    [InlineData("http://example.com/r", "https://example.com/r", true)]
    [InlineData("http://example.com:8080/r", "https://example.com/r", true)]
    [InlineData("https://example.com/r", "https://example.com/new", true)]
    [InlineData("http://example.com/r", "https://www.example.com/r", false)]
    [InlineData("http://example.com/r", "http://example.com:8080/r", false)]
    public async Task Form_GoesWhereItIsSent_ItsSignatureOnlyToItsOwnSite(string from, string to, bool isSigned)
    {
        var exchange = Result(from);

        Assert.True(exchange.TryMoveTo(new(to), HttpStatusCode.Found));

        using var request = exchange.ToRequest();
        Assert.Equal((HttpMethod.Post, new Uri(to)), (request.Method, request.RequestUri));
        Assert.Equal(
            "a=b"u8.ToArray(), await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(isSigned, request.Headers.Contains("X-Plum-Signature"));
    }

    [Fact]
    public void Form_ThatWasSealed_IsNotSentInTheOpen() =>
        Assert.False(
            Result("https://example.com/r").TryMoveTo(new("http://example.com/r"), HttpStatusCode.TemporaryRedirect));

    private static OutboundExchange Result(string url) => new(HttpMethod.Post, new(url))
    {
        Form = "a=b"u8.ToArray(),
        Headers = [new("X-Plum-Signature", "sha256=…")],
        Delivers = true,
    };
}
