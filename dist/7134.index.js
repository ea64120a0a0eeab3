export const id = 7134;
export const ids = [7134];
export const modules = {

/***/ 67134:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BatchGetBuildsCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_0__.z),
/* harmony export */   BatchGetProjectsCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_1__.e),
/* harmony export */   CodeBuildClient: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_2__.b),
/* harmony export */   ListBuildsForProjectCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_3__.n),
/* harmony export */   ListProjectsCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_4__.Q),
/* harmony export */   StopBuildBatchCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_5__.O),
/* harmony export */   StopBuildCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_6__.a),
/* harmony export */   UpdateWebhookCommand: () => (/* reexport safe */ _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_7__.Q)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82731);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(29286);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68292);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65795);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(24634);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(90760);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(22084);
/* harmony import */ var _aws_sdk_client_codebuild__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(81778);



/***/ })

};
