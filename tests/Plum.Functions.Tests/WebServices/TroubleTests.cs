using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Plum.Functions.WebServices;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>
/// What a client of the web services is told when the server is in trouble, or when it is locked out itself.
/// </summary>
public sealed class TroubleTests(FailingServer server) : IClassFixture<FailingServer>
{
    [Theory]
    [InlineData(503)]
    [InlineData(0)] // no answer at all
    public async Task Storage_ThatDoesNotAnswer_IsATemporaryFailure(int status) => Assert.Equal(
        Failed("503 5", "The storage does not answer; try again."),
        await AnswerAsync(() => throw new RequestFailedException(status, "trouble")));

    [Fact]
    public async Task Contention_IsATemporaryFailure() => Assert.Equal(
        Failed("503 1", "The account is being changed by many requests at once; try again."),
        await AnswerAsync(() => throw new BusyException()));

    [Fact]
    public async Task Bug_TellsNothingOfItself() => Assert.Equal(
        Failed("500 ", "The server made a mistake; it has been logged."),
        await AnswerAsync(() => throw new InvalidOperationException("secret")));

    [Fact]
    public async Task Login_IsLocked_AfterTenWrongPins_WhichIsSaid()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        for (var i = 0; i < 10; i++)
        {
            await server.Plum.QueueCallAsync(customer.Login, ("pin", "4321"));
        }

        var call = await server.Plum.QueueCallAsync(customer.Login);
        var calls = await server.Plum.QueueCallsAsync(customer.Login, "16175550001\n");

        Assert.Matches(
            "^Too many wrong PINs: this login is locked until 2021-12-31T17:1[56]:00Z\\.$",
            Assert.Single(call.Errors()));
        Assert.Equal(call.Errors(), calls.Errors());
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    private static string Failed(string head, string error) =>
        $"{head} <?xml version=\"1.0\"?>\n<queuecall status=\"failed\">\n    <error>{error}</error>\n</queuecall>\n";

    private async Task<string> AnswerAsync(Func<Task<IResult>> act)
    {
        var http = new DefaultHttpContext { Request = { Method = "POST" }, Response = { Body = new MemoryStream() } };
        var answer = await server.Plum.Services
            .GetRequiredService<WebService>()
            .AnswerAsync(http.Request, "queuecall", act);
        await answer.ExecuteAsync(http);

        http.Response.Body.Position = 0;
        return $"{http.Response.StatusCode} {http.Response.Headers.RetryAfter} "
            + $"{await new StreamReader(http.Response.Body).ReadToEndAsync()}";
    }
}
