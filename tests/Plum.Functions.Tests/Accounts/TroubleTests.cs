using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>What a client is told when the server is in trouble.</summary>
public sealed class TroubleTests(FailingServer server) : IClassFixture<FailingServer>
{
    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(0)] // no answer at all
    public async Task Storage_ThatDoesNotAnswer_IsATemporaryFailure(int status) => Assert.Equal(
        """503 5 {"status":"error","error":"The storage does not answer; try again."}""",
        await AnswerAsync(() => throw new RequestFailedException(status, "trouble")));

    [Fact]
    public async Task Contention_IsATemporaryFailure() => Assert.Equal(
        """503 1 {"status":"error","error":"The account is being changed by many requests at once; try again."}""",
        await AnswerAsync(() => throw new BusyException()));

    [Fact]
    public async Task Bug_TellsNothingOfItself() => Assert.Equal(
        """500  {"status":"error","error":"The server made a mistake; it has been logged."}""",
        await AnswerAsync(() => throw new InvalidOperationException("secret")));

    private async Task<string> AnswerAsync(Func<Task<Answer>> act)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Headers.Authorization = $"Bearer {PlumServer.Token}";
        var answer = await server.Plum.Services
            .GetRequiredService<ApiRequests>()
            .AnswerAsync(http.Request, _ => act(), default);
        await answer.ExecuteAsync(http);

        http.Response.Body.Position = 0;
        return $"{http.Response.StatusCode} {http.Response.Headers.RetryAfter} "
            + $"{await new StreamReader(http.Response.Body).ReadToEndAsync()}";
    }
}
