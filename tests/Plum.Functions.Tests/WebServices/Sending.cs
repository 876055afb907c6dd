using System.Xml.Linq;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>Requests of the two services that lack nothing, and what a test changes in them.</summary>
internal static class Sending
{
    public const string StartUrl = "http://127.0.0.1:9/start.php";

    /// <summary>queuecall for this customer.</summary>
    /// <param name="changes">Variables that replace or join the required ones; an empty value leaves one out.</param>
    public static Task<ApiReply> QueueCallAsync(
        this PlumServer plum, string login, params (string Name, string Value)[] changes) => plum.PostAsync(
        "webservice/queuecall.php",
        Changed(
            [("login", login), ("pin", "1234"), ("phone_number", "16175550001"), ("start_url", StartUrl)], changes));

    /// <summary>queuecalls for this customer, with the list as a file between the other parts.</summary>
    public static async Task<ApiReply> QueueCallsAsync(
        this PlumServer plum, string login, string list, params (string Name, string Value)[] changes)
    {
        using var form = QueueCallsForm(login, list, changes);
        return await plum.SendAsync("webservice/queuecalls.php", form);
    }

    public static MultipartFormDataContent QueueCallsForm(
        string login, string list, params (string Name, string Value)[] changes)
    {
        var form = Customer.Form(Changed(
            [("login", login), ("pin", "1234"), ("campaign_name", "Nightly"), ("start_url", StartUrl)], changes));
        form.Add(new StringContent(list), "phone_list", "list.txt");
        return form;
    }

    public static XElement Xml(this ApiReply reply) => XDocument.Parse(reply.Body).Root!;

    /// <summary>The errors of a failure, which it must be.</summary>
    public static IReadOnlyList<string> Errors(this ApiReply reply)
    {
        Assert.Equal("failed", reply.Xml().Attribute("status")?.Value);
        return [.. reply.Xml().Elements("error").Select(error => error.Value)];
    }

    public static int CallId(this ApiReply reply) =>
        int.Parse(reply.Xml().Attribute("call_id")?.Value ?? throw new InvalidDataException(reply.ToString()));

    /// <summary>No campaign, no call, and no page of a list left behind.</summary>
    public static async Task AssertNothingQueuedAsync(this PlumServer plum, string account)
    {
        Assert.Null(await plum.Services.GetRequiredService<CampaignTable>().FindQueuedAsync(account, null, default));
        Assert.Null(
            await plum.Services.GetRequiredService<CampaignTable>().FindQueuedAsync(account, "Nightly", default));
        Assert.Empty(await plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("lists")
            .QueryAsync<TableEntity>()
            .ToListAsync());
    }

    private static (string Name, string Value)[] Changed(
        (string Name, string Value)[] fields, (string Name, string Value)[] changes) =>
        [
            .. fields.Where(field => changes.All(change => change.Name != field.Name)),
            .. changes.Where(change => change.Value != ""),
        ];
}
