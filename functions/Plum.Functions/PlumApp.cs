using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;

namespace Plum.Functions;

/// <summary>The app as one value: what Program runs, and what tests start on a clock and a folder of their own.</summary>
public static class PlumApp
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();

        var storage = builder.Configuration["AzureWebJobsStorage"]
            ?? throw new InvalidOperationException("Setting AzureWebJobsStorage is missing; copy local.settings.sample.json to functions/Plum.Functions/local.settings.json.");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => new TableServiceClient(storage));
        builder.Services.AddSingleton(_ => new QueueServiceClient(storage, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }));
        builder.Services.AddAccounts();
        builder.Services.AddCalls();
        return builder;
    }
}
