using System.Net;
using System.Net.Http.Headers;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>
/// Files of a size that nobody should send. Memory is that of the whole process, so nothing else may run meanwhile.
/// </summary>
[CollectionDefinition(nameof(LargeUploadTests), DisableParallelization = true)]
[Collection(nameof(LargeUploadTests))]
public sealed class LargeUploadTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task AnnouncedTwoGigabytes_AreRefusedAtOnce()
    {
        using var customer = await server.SignUpAsync();

        var reply = await UploadAsync(customer, new EndlessFile(announced: true));

        Assert.Equal(413, reply.Status);
        Assert.Contains("1,073,741,824 bytes", reply.Body);
        Assert.Equal(1, (await customer.GetAsync("api/campaigns")).Json.GetArrayLength()); // the one that was there
    }

    [Fact]
    public async Task UnannouncedTwoGigabytes_AreRefusedWithoutBeingKept()
    {
        using var customer = await server.SignUpAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // The server answers after the first line and closes; a client that is still sending may see the closed
        // connection only.
        var refused = await Record.ExceptionAsync(async () =>
            Assert.Contains("is longer than", (await UploadAsync(customer, new EndlessFile(announced: false))).Body));

        Assert.True(refused is null or HttpRequestException, refused?.ToString());
        Assert.Equal(1, (await customer.GetAsync("api/campaigns")).Json.GetArrayLength()); // the one that was there
        var lists = server.Plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("lists");
        Assert.Empty(await lists.QueryAsync<TableEntity>().ToListAsync());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50_000_000);
    }

    private static async Task<ApiReply> UploadAsync(Customer customer, HttpContent file)
    {
        await customer.CampaignAsync();
        using var form = Customer.Form(Customer.CampaignFields);
        form.Add(file, "phone_numbers", "numbers.csv");

        // As curl does with large bodies: ask first, and listen while sending.
        return await customer.SendAsync(HttpMethod.Post, "api/campaigns", form, ("Expect", "100-continue"));
    }

    private sealed class EndlessFile : HttpContent
    {
        private const long Length = 2_000_000_000;
        private readonly bool _announced;
        private readonly byte[] _block = [.. Enumerable.Repeat((byte)'1', 1_000_000)];

        public EndlessFile(bool announced)
        {
            _announced = announced;
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0L; sent < Length; sent += _block.Length)
            {
                await stream.WriteAsync(_block);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return _announced;
        }
    }
}
