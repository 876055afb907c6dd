// Package Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore 2.1.1.

#nullable enable

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(
        this FunctionsApplicationBuilder builder) => throw null!;
}
