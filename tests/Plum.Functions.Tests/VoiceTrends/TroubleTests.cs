using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Plum.Functions.VoiceTrends;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>
/// What a client of VoiceTrends is told when the server is in trouble, with the headers of every answer.
/// </summary>
public sealed class TroubleTests(FailingServer server) : IClassFixture<FailingServer>
{
    [Theory]
    [InlineData(503)]
    [InlineData(0)] // no answer at all
    public async Task Storage_ThatDoesNotAnswer_IsATemporaryFailure(int status) => Assert.Equal(
        "503 5 149 {\"error\":\"The storage does not answer; try again.\"}",
        await AnswerAsync(() => throw new RequestFailedException(status, "trouble")));

    [Fact]
    public async Task FullLine_IsATemporaryFailure() => Assert.Equal(
        "503 1 149 {\"error\":\"Too many logins are being checked at once; try again.\"}",
        await AnswerAsync(() => throw new BusyException("Too many logins are being checked at once; try again.")));

    [Fact]
    public async Task Bug_TellsNothingOfItself() => Assert.Equal(
        "500  149 {\"error\":\"The server made a mistake; it has been logged.\"}",
        await AnswerAsync(() => throw new InvalidOperationException("secret")));

    private async Task<string> AnswerAsync(Func<Task<TrendsAnswer>> act)
    {
        var http = new DefaultHttpContext { Request = { Method = "GET" }, Response = { Body = new MemoryStream() } };
        var answer = await server.Plum.Services
            .GetRequiredService<TrendsRequests>()
            .AnswerAsync(http.Request, 150, "GET", request =>
        {
            request.Standing = request.Standing with { Used = 1 };
            return act();
        });
        await answer.ExecuteAsync(http);

        http.Response.Body.Position = 0;
        var (status, headers) = (http.Response.StatusCode, http.Response.Headers);
        var body = await new StreamReader(http.Response.Body).ReadToEndAsync();
        return $"{status} {headers.RetryAfter} {headers["X-RateLimit-Remaining"]} {body}";
    }
}
