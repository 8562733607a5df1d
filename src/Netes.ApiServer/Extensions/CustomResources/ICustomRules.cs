using System.Text.Json.Nodes;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>A schema's <c>x-kubernetes-validations</c>, compiled (KEP-2876).</summary>
internal interface ICustomRules
{
    /// <param name="obj">The whole new object.</param>
    /// <param name="old">The object that it takes the place of; null when it is created.</param>
    ErrorList Check(JsonObject obj, JsonObject? old);
}
