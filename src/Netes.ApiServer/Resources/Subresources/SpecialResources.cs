using System.Security.Cryptography.X509Certificates;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Access.Certificates;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Kubelets;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>The table of all that is not handled generically: resources that store nothing, and subresources with a will of their own.</summary>
internal static class SpecialResources
{
    public static Dictionary<(string Group, string Resource, string Subresource), SubresourceHandler> Table(
        ResourceRegistry registry, AdmissionChain admission, ObjectWriter writer, ObjectDeleter deleter, RequestAuthenticator authenticator, IAuthorizer authorizer, RbacAuthorizer rbac,
        ServiceAccountTokens tokens, IssuedCertificate kubeletClient, X509Certificate2 authority, TimeProvider time)
    {
        var reviews = new AccessReviews(authenticator, authorizer, rbac, registry.Scheme);
        var binding = new PodBinding(writer, admission, registry, registry.Scheme);
        var scale = new ScaleSubresource(writer, registry.Scheme);
        var kubelets = new KubeletProxy(registry, kubeletClient, authority);
        var table = new Dictionary<(string, string, string), SubresourceHandler>
        {
            [("", "bindings", "")] = binding.HandleAsync,
            [("", "pods", "binding")] = binding.HandleAsync,
            [("", "pods", "eviction")] = new PodEviction(writer, deleter, admission, registry).HandleAsync,
            [("", "pods", "log")] = kubelets.LogAsync,
            [("", "pods", "exec")] = kubelets.ExecAsync,
            [("", "pods", "attach")] = kubelets.AttachAsync,
            [("", "pods", "portforward")] = kubelets.PortForwardAsync,
            [("", "nodes", "proxy")] = kubelets.NodeProxyAsync,
            [("", "namespaces", "finalize")] = new NamespaceFinalize(writer, deleter, registry.Scheme).HandleAsync,
            [("", "serviceaccounts", "token")] = new TokenSubresource(registry, tokens, time).HandleAsync,
            [("", "replicationcontrollers", "scale")] = scale.HandleAsync,
            [("apps", "deployments", "scale")] = scale.HandleAsync,
            [("apps", "replicasets", "scale")] = scale.HandleAsync,
            [("apps", "statefulsets", "scale")] = scale.HandleAsync,
            [("authentication.k8s.io", "tokenreviews", "")] = reviews.TokenAsync,
            [("authentication.k8s.io", "selfsubjectreviews", "")] = reviews.SelfAsync,
            [("authorization.k8s.io", "subjectaccessreviews", "")] = reviews.SubjectAccessAsync,
            [("authorization.k8s.io", "localsubjectaccessreviews", "")] = reviews.LocalSubjectAccessAsync,
            [("authorization.k8s.io", "selfsubjectaccessreviews", "")] = reviews.SelfSubjectAccessAsync,
            [("authorization.k8s.io", "selfsubjectrulesreviews", "")] = reviews.SelfSubjectRulesAsync,
            [("", "componentstatuses", "")] = ComponentStatuses.HandleAsync,
            [("", "pods", "proxy")] = NotBuilt,
            [("", "services", "proxy")] = NotBuilt,
        };
        return table;
    }

    private static Task NotBuilt(ApiRequest request, ResourceStore store) => throw new Http.ApiException(
        new Http.ApiFailure(501, "NotImplemented", $"the server does not support {request.Resource.Plural}/{request.Info.Subresource} yet"));
}
