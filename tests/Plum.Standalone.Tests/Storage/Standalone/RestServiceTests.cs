using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>What goes over the wire where Azurite cannot show it: trouble, and sign-in by token.</summary>
public sealed class RestServiceTests : IDisposable
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountName=plum;AccountKey=a2V5;EndpointSuffix=core.windows.net";

    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task Request_IsTriedAgain_WhenTheServiceIsBusy()
    {
        _wire.Answers.Enqueue(HttpStatusCode.ServiceUnavailable);
        _wire.Answers.Enqueue(HttpStatusCode.InternalServerError);
        _wire.Answers.Enqueue(HttpStatusCode.NoContent);
        var table = new TableClient(Account, "things", Options(new TableClientOptions()));

        await table.UpsertEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(3, _wire.Requests.Count);
        Assert.All(_wire.Requests, r => Assert.Equal("https://plum.table.core.windows.net/things(PartitionKey='p',RowKey='r')", r.Uri));
        Assert.All(_wire.Requests, r => Assert.StartsWith("SharedKeyLite plum:", r.Authorization, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_FailsWithWhatTheServiceSaid_WhenItStaysBusy()
    {
        _wire.Body = """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"The server is busy."}}}""";
        for (var i = 0; i < 4; i++)
        {
            _wire.Answers.Enqueue(HttpStatusCode.ServiceUnavailable);
        }

        var table = new TableClient(Account, "things", Options(new TableClientOptions()));
        var busy = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpsertEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((503, "ServerBusy", "The server is busy."), (busy.Status, busy.ErrorCode, busy.Message));
        Assert.Equal(4, _wire.Requests.Count);
    }

    [Fact]
    public async Task Request_FailsWithItsStatus_WhenSomethingElseAnswers()
    {
        _wire.Body = "<html><p>No such host";
        _wire.Answers.Enqueue(HttpStatusCode.Forbidden);
        var queue = new QueueClient(Account, "dials", Options(new QueueClientOptions()));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"));

        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task Token_IsSent_WhenTheClientHasACredential()
    {
        _wire.Answers.Enqueue(HttpStatusCode.NoContent);
        _wire.Answers.Enqueue(HttpStatusCode.Created);
        var tables = new TableServiceClient(new Uri("https://plum.table.core.windows.net"), new Credential(), Options(new TableClientOptions()));
        var queues = new QueueServiceClient(new Uri("https://plum.queue.core.windows.net/"), new Credential(), Options(new QueueClientOptions()));

        await tables.CreateTableIfNotExistsAsync("things");
        await queues.GetQueueClient("dials").CreateIfNotExistsAsync();

        Assert.Equal(
            [("https://plum.table.core.windows.net/Tables", "Bearer secret"), ("https://plum.queue.core.windows.net/dials", "Bearer secret")],
            _wire.Requests);
    }

    private T Options<T>(T options)
        where T : ClientOptions
    {
        options.Transport = new HttpClientTransport(_wire);
        options.Retry.Delay = TimeSpan.Zero;
        return options;
    }

    /// <summary>Takes the place of the network.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        public Queue<HttpStatusCode> Answers { get; } = [];

        public List<(string Uri, string Authorization)> Requests { get; } = [];

        public string Body { get; set; } = "";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.GetValues("Authorization").Single()));
            var content = new StringContent(Body, Encoding.UTF8);
            return Task.FromResult(new HttpResponseMessage(Answers.Dequeue()) { Content = content });
        }
    }

    private sealed class Credential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("secret", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
