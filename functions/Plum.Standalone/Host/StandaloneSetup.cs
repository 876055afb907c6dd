using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Plum.Standalone.Host;

/// <summary>Builds the web application that stands in for the Functions host.</summary>
internal sealed class StandaloneSetup
{
    private StandaloneSetup(WebApplicationBuilder web, FunctionCatalog catalog)
    {
        Web = web;
        Catalog = catalog;
    }

    public WebApplicationBuilder Web { get; }

    public FunctionCatalog Catalog { get; }

    public static StandaloneSetup Create(string[] args, Assembly app)
    {
        var web = WebApplication.CreateEmptyBuilder(new() { Args = args });
        web.WebHost.UseKestrelCore();
        web.Services.AddRouting();
        var catalog = FunctionCatalog.Of(app);
        web.Services.AddSingleton(catalog);
        return new(web, catalog);
    }

    public IHost Build() => Web.Build();
}
