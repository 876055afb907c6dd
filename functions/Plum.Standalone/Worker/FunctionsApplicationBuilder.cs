using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Host;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Gathers an app's settings and services; <see cref="Build"/> makes the host that serves its functions.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly StandaloneSetup _setup;

    internal FunctionsApplicationBuilder(string[] args, Assembly app)
        : this(StandaloneSetup.Create(args, app))
    {
    }

    internal FunctionsApplicationBuilder(StandaloneSetup setup)
    {
        _setup = setup;
        _web = setup.Web;
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    public IHost Build() => _setup.Build();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull
        => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);
}

/// <summary>ASP.NET Core types in HTTP functions.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Says that HTTP functions take <c>HttpRequest</c> and answer <c>IResult</c>; here they always do.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}
